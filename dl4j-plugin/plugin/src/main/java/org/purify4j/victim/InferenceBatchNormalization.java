package org.purify4j.victim;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Configuration of a batch normalisation that uses its running statistics in forward and backward
 * pass. It wraps the original configuration and has the same parameters.
 */
final class InferenceBatchNormalization extends InferenceLayer {
  private static final long serialVersionUID = 1L;

  InferenceBatchNormalization(BatchNormalization original) {
    super(original);
  }

  @Override
  Layer runtime(NeuralNetConfiguration original, DataType type) {
    return new FixedAffineLayer(original, type);
  }
}
