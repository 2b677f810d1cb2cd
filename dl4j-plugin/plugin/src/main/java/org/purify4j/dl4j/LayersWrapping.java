package org.purify4j.dl4j;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.victim.ImageFormat;

/** Inserts a purification layer into a copy of a list of layers. */
final class LayersWrapping {
  private static final String NAME = "purification";

  private LayersWrapping() {}

  static MultiLayerNetwork wrap(MultiLayerNetwork victim, PurifierReference purifier) {
    MultiLayerConfiguration configuration = victim.getLayerWiseConfigurations().clone();
    PurificationLayer layer = new PurificationLayer(purifier, ImageFormat.of(victim));
    layer.setLayerName(NAME);
    NeuralNetConfiguration first = configuration.getConf(0).clone();
    first.clearVariables();
    first.setLayer(layer);
    List<NeuralNetConfiguration> layers = new ArrayList<>(configuration.getConfs());
    layers.add(0, first);
    configuration.setInputPreProcessors(shifted(configuration.getInputPreProcessors()));
    configuration.setConfs(layers);

    MultiLayerNetwork wrapped = new MultiLayerNetwork(configuration);
    wrapped.init(victim.params().dup(), false);
    INDArray state =
        victim.getUpdater(false) == null ? null : victim.getUpdater(false).getStateViewArray();
    if (state != null) {
      wrapped.getUpdater(true).getStateViewArray().assign(state);
    }
    return wrapped;
  }

  /**
   * Moves preprocessors on by one layer; a flattened image is unflattened before the purification.
   */
  private static Map<Integer, InputPreProcessor> shifted(Map<Integer, InputPreProcessor> old) {
    Map<Integer, InputPreProcessor> shifted = new HashMap<>();
    old.forEach((layer, preProcessor) -> shifted.put(layer + 1, preProcessor));
    if (old.get(0) instanceof FeedForwardToCnnPreProcessor unflattening) {
      shifted.put(0, unflattening.clone());
    }
    return shifted;
  }

  /** Returns the purification layer of a wrapped network. */
  static PurifyingLayer purification(MultiLayerNetwork network) {
    if (!(network.getLayer(0) instanceof PurifyingLayer layer)) {
      throw new IllegalArgumentException(
          "first layer: got "
              + network.getLayer(0).conf().getLayer().getClass().getSimpleName()
              + ", must be a PurificationLayer (wrap the network first)");
    }
    return layer;
  }
}
