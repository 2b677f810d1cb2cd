package org.purify4j.dl4j;

import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.purify4j.victim.InnerLayer;

/** Finds and replaces the purification layer of a network of layers, a frozen one too. */
final class LayersPurification {
  private LayersPurification() {}

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
    return find(network).orElseThrow(PurificationFault::notWrapped);
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
}
