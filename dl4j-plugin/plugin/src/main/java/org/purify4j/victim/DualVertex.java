package org.purify4j.victim;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PoolHelperVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.purify4j.layers.ChannelNormalizationLayer;
import org.purify4j.layers.ChannelRangeLayer;
import org.purify4j.layers.ChannelShuffleLayer;
import org.purify4j.layers.PaddedShortcutLayer;

/** What a vertex does to a batch of dual numbers, as far as this is known. */
enum DualVertex {
  /** An affine map. */
  AFFINE,
  /** An activation of every number by itself, whose second derivative is known. */
  ACTIVATION,
  /** The largest of some numbers: the tangent is that of the number that is chosen. */
  LARGEST,
  /** Anything else. */
  UNKNOWN;

  private static final List<Class<? extends Layer>> AFFINE_LAYERS =
      List.of(
          ConvolutionLayer.class,
          BatchNormalization.class,
          ZeroPaddingLayer.class,
          Cropping2D.class,
          Upsampling2D.class,
          SpaceToDepthLayer.class,
          ChannelNormalizationLayer.class,
          ChannelRangeLayer.class,
          ChannelShuffleLayer.class,
          PaddedShortcutLayer.class);

  private static final List<Class<? extends GraphVertex>> AFFINE_VERTICES =
      List.of(
          MergeVertex.class,
          SubsetVertex.class,
          ScaleVertex.class,
          ShiftVertex.class,
          PoolHelperVertex.class);

  /**
   * Returns what a vertex of a twin does.
   *
   * @param vertex whose activation is a vertex of its own
   */
  static DualVertex of(GraphVertex vertex) {
    if (vertex instanceof ElementWiseVertex elements) {
      return switch (elements.getOp()) {
        case Add, Subtract, Average -> AFFINE;
        case Product, Max -> UNKNOWN;
      };
    }
    if (vertex instanceof PreprocessorVertex processor) {
      return reshapes(processor.getPreProcessor()) ? AFFINE : UNKNOWN;
    }
    if (vertex instanceof LayerVertex layer) {
      DualVertex kind = InnerLayer.in(vertex).map(DualVertex::of).orElse(UNKNOWN);
      boolean plain = layer.getPreProcessor() == null;
      return plain || kind == AFFINE && reshapes(layer.getPreProcessor()) ? kind : UNKNOWN;
    }
    return AFFINE_VERTICES.contains(vertex.getClass()) ? AFFINE : UNKNOWN;
  }

  private static boolean reshapes(InputPreProcessor processor) {
    return processor instanceof CnnToFeedForwardPreProcessor
        || processor instanceof FeedForwardToCnnPreProcessor;
  }

  private static DualVertex of(Layer layer) {
    if (layer instanceof ActivationLayer activation) {
      return Curvature.of(activation.getActivationFn()).isPresent() ? ACTIVATION : UNKNOWN;
    }
    if (layer instanceof SubsamplingLayer pooling) {
      return of(pooling);
    }
    if (layer instanceof GlobalPoolingLayer pooling) {
      return averages(pooling.getPoolingType()) ? AFFINE : UNKNOWN;
    }
    if (layer instanceof DenseLayer dense) {
      return dense.hasLayerNorm() ? UNKNOWN : AFFINE;
    }
    return AFFINE_LAYERS.stream().anyMatch(known -> known.isInstance(layer)) ? AFFINE : UNKNOWN;
  }

  private static DualVertex of(SubsamplingLayer pooling) {
    if (averages(pooling.getPoolingType())) {
      return AFFINE;
    }
    boolean dense = Arrays.stream(pooling.getDilation()).allMatch(step -> step == 1);
    return pooling.getPoolingType() == PoolingType.MAX
            && dense
            && pooling.getCnn2dDataFormat() == CNN2DFormat.NCHW
        ? LARGEST
        : UNKNOWN;
  }

  private static boolean averages(PoolingType type) {
    return type == PoolingType.AVG || type == PoolingType.SUM;
  }

  /** Returns the activation that a vertex applies after an affine map; empty if it has none. */
  static Optional<IActivation> activation(GraphVertex vertex) {
    return InnerLayer.in(vertex)
        .filter(layer -> layer instanceof ConvolutionLayer || layer instanceof DenseLayer)
        .map(layer -> ((BaseLayer) layer).getActivationFn())
        .filter(activation -> !(activation instanceof ActivationIdentity));
  }
}
