package org.purify4j.dl4j;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.victim.InnerLayer;
import org.purify4j.victim.InputEncoding;
import org.purify4j.victim.NetworkReading;

/** Inserts a purification layer into a copy of a list of layers, and takes it out again. */
final class LayersWrapping {
  private static final String NAME = "purification";

  private LayersWrapping() {}

  /** Returns a copy with a purification layer before its first layer. */
  static MultiLayerNetwork wrap(
      MultiLayerNetwork victim, PurifierReference purifier, Optional<InputEncoding> encoding) {
    if (find(victim).isPresent()) {
      throw PurifiedNetwork.wrappedAlready();
    }
    NetworkReading reading = NetworkReading.of(victim, encoding);
    PurificationLayer layer = new PurificationLayer(purifier, reading.encoding());
    layer.setLayerName(NAME);
    ModelFit.require(purifier, reading, LayersAsGraph.configuration(victim));
    MultiLayerConfiguration configuration = copy(victim);
    NeuralNetConfiguration first = configuration.getConf(0).clone();
    first.clearVariables();
    first.setLayer(layer);
    List<NeuralNetConfiguration> layers = new ArrayList<>(configuration.getConfs());
    layers.add(0, first);
    configuration.setInputPreProcessors(shifted(configuration.getInputPreProcessors(), 1));
    configuration.setConfs(layers);
    return built(configuration, victim);
  }

  /** Returns a copy without its purification layer. */
  static MultiLayerNetwork unwrap(MultiLayerNetwork wrapped) {
    require(wrapped);
    MultiLayerConfiguration configuration = copy(wrapped);
    List<NeuralNetConfiguration> layers = new ArrayList<>(configuration.getConfs());
    layers.remove(0);
    configuration.setInputPreProcessors(shifted(configuration.getInputPreProcessors(), -1));
    configuration.setConfs(layers);
    return built(configuration, wrapped);
  }

  /** Sets another purifier from the next use on. */
  static void set(MultiLayerNetwork wrapped, PurifierReference purifier) {
    runtime(wrapped).set(purifier);
    NeuralNetConfiguration first = wrapped.getLayerWiseConfigurations().getConf(0);
    first.setLayer(replaced(first.getLayer(), purifier));
  }

  /** Returns the purification layer, if there is one. */
  static Optional<PurificationLayer> find(MultiLayerNetwork network) {
    return InnerLayer.of(network.getLayerWiseConfigurations().getConf(0).getLayer())
            instanceof PurificationLayer layer
        ? Optional.of(layer)
        : Optional.empty();
  }

  /**
   * Returns the purification layer.
   *
   * @throws IllegalArgumentException if there is none
   */
  static PurificationLayer require(MultiLayerNetwork network) {
    return find(network).orElseThrow(PurifiedNetwork::notWrapped);
  }

  /** Returns the layer that purifies, within those that freeze it. */
  static PurifyingLayer runtime(MultiLayerNetwork network) {
    require(network);
    org.deeplearning4j.nn.api.Layer layer = network.getLayer(0);
    while (layer instanceof BaseWrapperLayer wrapper) {
      layer = wrapper.getUnderlying();
    }
    return (PurifyingLayer) layer;
  }

  private static Layer replaced(Layer layer, PurifierReference purifier) {
    if (layer instanceof PurificationLayer purification) {
      return purification.with(purifier);
    }
    Layer inner = replaced(inner(layer), purifier);
    Layer outer =
        layer instanceof FrozenLayer ? new FrozenLayer(inner) : new FrozenLayerWithBackprop(inner);
    outer.setLayerName(layer.getLayerName());
    return outer;
  }

  private static Layer inner(Layer layer) {
    if (layer instanceof FrozenLayer frozen) {
      return frozen.getLayer();
    }
    if (layer instanceof FrozenLayerWithBackprop frozen) {
      return frozen.getUnderlying();
    }
    throw new IllegalArgumentException(
        "first layer: got " + layer.getClass().getSimpleName() + " around a PurificationLayer");
  }

  private static MultiLayerConfiguration copy(MultiLayerNetwork network) {
    MultiLayerConfiguration copy = network.getLayerWiseConfigurations().clone();
    copy.setIterationCount(network.getLayerWiseConfigurations().getIterationCount());
    copy.setEpochCount(network.getLayerWiseConfigurations().getEpochCount());
    return copy;
  }

  private static MultiLayerNetwork built(
      MultiLayerConfiguration configuration, MultiLayerNetwork source) {
    MultiLayerNetwork built = new MultiLayerNetwork(configuration);
    built.init(source.params().dup(), false);
    INDArray state =
        source.getUpdater(false) == null ? null : source.getUpdater(false).getStateViewArray();
    if (state != null) {
      built.getUpdater(true).getStateViewArray().assign(state);
    }
    return built;
  }

  private static Map<Integer, InputPreProcessor> shifted(
      Map<Integer, InputPreProcessor> old, int by) {
    Map<Integer, InputPreProcessor> shifted = new HashMap<>();
    old.forEach(
        (layer, preProcessor) -> {
          if (layer + by >= 0) {
            shifted.put(layer + by, preProcessor);
          }
        });
    return shifted;
  }
}
