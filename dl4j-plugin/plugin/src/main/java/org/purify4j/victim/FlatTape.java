package org.purify4j.victim;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.gradient.Tape;

/** A tape whose output has one row for each image. */
record FlatTape(Tape tape, long[] shape) implements Tape {
  @Override
  public INDArray output() {
    return tape.output().reshape('c', shape[0], tape.output().length() / shape[0]);
  }

  @Override
  public INDArray gradient(INDArray cotangent) {
    return tape.gradient(cotangent.dup('c').reshape('c', shape));
  }

  @Override
  public void close() {
    tape.close();
  }
}
