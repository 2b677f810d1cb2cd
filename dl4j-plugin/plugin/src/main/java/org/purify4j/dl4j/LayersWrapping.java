package org.purify4j.dl4j;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.victim.InputEncoding;
import org.purify4j.victim.NetworkReading;

/** Inserts a purification layer into a copy of a list of layers, and takes it out again. */
final class LayersWrapping {
  private static final String NAME = "purification";

  private LayersWrapping() {}

  /** Returns a copy with a purification layer before its first layer. */
  static MultiLayerNetwork wrap(
      MultiLayerNetwork victim, PurifierReference purifier, Optional<InputEncoding> encoding) {
    if (LayersPurification.find(victim).isPresent()) {
      throw PurificationFault.wrappedAlready();
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
    LayersPurification.require(wrapped);
    MultiLayerConfiguration configuration = copy(wrapped);
    List<NeuralNetConfiguration> layers = new ArrayList<>(configuration.getConfs());
    layers.remove(0);
    configuration.setInputPreProcessors(shifted(configuration.getInputPreProcessors(), -1));
    configuration.setConfs(layers);
    return built(configuration, wrapped);
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
