package org.purify4j.victim;

import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;

/**
 * Rewrites the last layer of a classifier so that it outputs logits and accepts a gradient from
 * outside: an output layer becomes a dense layer with the same parameters, a loss layer becomes the
 * identity, and a softmax is removed.
 */
final class LogitsHead {
  private LogitsHead() {}

  /**
   * Replaces the last vertex's softmax by the identity.
   *
   * @throws IllegalArgumentException if the output of the vertex has no logits, as for a sigmoid or
   *     an object detection
   */
  static GraphVertex of(GraphVertex vertex) {
    if (vertex instanceof LayerVertex layerVertex) {
      layerVertex.getLayerConf().setLayer(of(layerVertex.getLayerConf().getLayer()));
    }
    return vertex;
  }

  private static Layer of(Layer layer) {
    if (layer.getClass() == OutputLayer.class) {
      return dense((OutputLayer) layer);
    }
    if (layer.getClass() == LossLayer.class) {
      requireSoftmaxOrIdentity(layer, ((LossLayer) layer).getActivationFn());
      ActivationLayer identity = new ActivationLayer(new ActivationIdentity());
      identity.setLayerName(layer.getLayerName());
      return identity;
    }
    if (layer instanceof ActivationLayer activation) {
      requireSoftmaxOrIdentity(layer, activation.getActivationFn());
      activation.setActivationFn(new ActivationIdentity());
      return activation;
    }
    if (layer.getClass() == DenseLayer.class) {
      requireSoftmaxOrIdentity(layer, ((DenseLayer) layer).getActivationFn());
      ((BaseLayer) layer).setActivationFn(new ActivationIdentity());
      return layer;
    }
    throw new IllegalArgumentException(
        "last layer: got "
            + layer.getClass().getSimpleName()
            + " "
            + layer.getLayerName()
            + ", must be an OutputLayer, LossLayer, DenseLayer or ActivationLayer");
  }

  private static DenseLayer dense(OutputLayer layer) {
    requireSoftmaxOrIdentity(layer, layer.getActivationFn());
    DenseLayer dense =
        new DenseLayer.Builder()
            .name(layer.getLayerName())
            .nIn(layer.getNIn())
            .nOut(layer.getNOut())
            .hasBias(layer.hasBias())
            .activation(new ActivationIdentity())
            .build();
    dense.setIUpdater(layer.getIUpdater());
    dense.setWeightInitFn(layer.getWeightInitFn());
    return dense;
  }

  private static void requireSoftmaxOrIdentity(Layer layer, IActivation activation) {
    if (!(activation instanceof ActivationSoftmax) && !(activation instanceof ActivationIdentity)) {
      throw new IllegalArgumentException(
          "activation of last layer "
              + layer.getLayerName()
              + ": got "
              + activation
              + ", must be softmax or identity (other outputs have no logits)");
    }
  }
}
