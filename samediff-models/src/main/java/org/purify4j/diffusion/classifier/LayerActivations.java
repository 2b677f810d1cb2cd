package org.purify4j.diffusion.classifier;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.gradient.Tape;

/** The part of a classifier up to an inner layer, in inference mode. Not thread-safe. */
public interface LayerActivations extends AutoCloseable {
  /**
   * Computes the layer's activations and records them for their gradient with respect to the
   * images.
   *
   * @param images {@code [n, c, h, w]} in [0, 1]; must not change while the tape is in use
   * @return a tape whose output is {@code [n, k]}, the activations of each image in one row, and
   *     whose gradient is {@code [n, c, h, w]}
   */
  Tape record(INDArray images);

  @Override
  void close();
}
