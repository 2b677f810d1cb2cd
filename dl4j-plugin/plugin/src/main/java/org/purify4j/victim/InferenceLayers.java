package org.purify4j.victim;

import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationRReLU;
import org.purify4j.layers.NativeConvolutionLayer;

/**
 * Replaces layers that behave differently in training by their inference-mode equivalents, so that
 * DL4J's training-mode forward and backward passes compute those of inference: batch normalisation
 * becomes a fixed affine map, dropout and weight noise are removed, and frozen layers let the
 * gradient through. The number, order and shape of every layer's parameters stay the same.
 */
final class InferenceLayers {
  private InferenceLayers() {}

  /** Returns the inference-mode equivalent of a vertex, which may be the same vertex, modified. */
  static GraphVertex of(GraphVertex vertex) {
    if (vertex instanceof FrozenVertex frozen) {
      return of(frozen.getUnderlying());
    }
    if (vertex instanceof LayerVertex layerVertex) {
      layerVertex.getLayerConf().setLayer(of(layerVertex.getLayerConf().getLayer()));
    }
    return vertex;
  }

  private static Layer of(Layer layer) {
    if (layer instanceof InferenceLayer) {
      return layer;
    }
    if (layer instanceof FrozenLayer frozen) {
      return of(frozen.getLayer());
    }
    if (layer instanceof FrozenLayerWithBackprop frozen) {
      return of(frozen.getUnderlying());
    }
    if (layer instanceof DropoutLayer) {
      ActivationLayer identity = new ActivationLayer(new ActivationIdentity());
      identity.setLayerName(layer.getLayerName());
      return identity;
    }
    layer.setIDropout(null);
    if (layer instanceof Bidirectional both) {
      both.setFwd(of(both.getFwd().clone()));
      both.setBwd(of(both.getBwd().clone()));
      return both;
    }
    if (layer instanceof BaseWrapperLayer wrapper) {
      wrapper.setUnderlying(of(wrapper.getUnderlying().clone())); // a copy shares its inner layer
    }
    if (layer instanceof ActivationLayer activation) {
      requireDeterministic(layer, activation.getActivationFn());
    }
    if (layer instanceof BaseLayer base) {
      base.setWeightNoise(null);
      requireDeterministic(layer, base.getActivationFn());
    }
    if (layer instanceof BatchNormalization normalization) {
      return new InferenceBatchNormalization(normalization);
    }
    if (isPlainConvolution(layer)) {
      return new InferenceConvolution((ConvolutionLayer) layer);
    }
    return layer;
  }

  /**
   * Whether a layer is a convolution in two dimensions, neither transposed nor separable; those are
   * subclasses in DL4J.
   */
  private static boolean isPlainConvolution(Layer layer) {
    return layer.getClass() == ConvolutionLayer.class
        || layer.getClass() == Convolution2D.class
        || layer instanceof NativeConvolutionLayer
        || layer instanceof DepthwiseConvolution2D depthwise && depthwise.getDepthMultiplier() == 1;
  }

  /**
   * Rejects random slopes: DL4J 1.0.0-M2.1 can neither train them nor use their mean in inference.
   */
  private static void requireDeterministic(Layer layer, IActivation activation) {
    if (activation instanceof ActivationRReLU) {
      throw new IllegalArgumentException(
          "activation of layer "
              + layer.getLayerName()
              + ": got "
              + activation
              + ", must be deterministic (use leakyrelu)");
    }
  }
}
