package org.purify4j.diffusion.model;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.gradient.DualTape;

/**
 * A dual tape of a {@link NetworkOfModel}.
 *
 * @param requireOpen throws if the model is closed
 */
record DualTapeOfModel(DualTape tape, Runnable requireOpen) implements DualTape {
  @Override
  public INDArray output() {
    requireOpen.run();
    return tape.output();
  }

  @Override
  public INDArray outputTangent() {
    requireOpen.run();
    return tape.outputTangent();
  }

  @Override
  public INDArray gradient(INDArray cotangent) {
    requireOpen.run();
    return tape.gradient(cotangent);
  }

  @Override
  public INDArray gradientTangent(INDArray cotangent, INDArray cotangentTangent) {
    requireOpen.run();
    return tape.gradientTangent(cotangent, cotangentTangent);
  }

  @Override
  public void close() {
    tape.close();
  }
}
