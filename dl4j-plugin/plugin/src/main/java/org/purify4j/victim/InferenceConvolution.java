package org.purify4j.victim;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Configuration of a two-dimensional convolution whose backward pass computes the input gradient
 * only, at about half the cost. It wraps the original configuration and has the same parameters.
 */
final class InferenceConvolution extends InferenceLayer {
  private static final long serialVersionUID = 1L;

  InferenceConvolution(ConvolutionLayer original) {
    super(original);
  }

  @Override
  Layer runtime(NeuralNetConfiguration original, DataType type) {
    return new InputGradientConvolution(original, type);
  }
}
