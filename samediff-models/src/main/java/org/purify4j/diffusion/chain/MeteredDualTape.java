package org.purify4j.diffusion.chain;

import java.util.function.Function;
import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.gradient.DualTape;

/**
 * Times what a dual tape computes.
 *
 * @param timed runs the work and adds its time
 */
record MeteredDualTape(DualTape tape, Function<Supplier<INDArray>, INDArray> timed)
    implements DualTape {
  @Override
  public INDArray output() {
    return timed.apply(tape::output);
  }

  @Override
  public INDArray outputTangent() {
    return timed.apply(tape::outputTangent);
  }

  @Override
  public INDArray gradient(INDArray cotangent) {
    return timed.apply(() -> tape.gradient(cotangent));
  }

  @Override
  public INDArray gradientTangent(INDArray cotangent, INDArray cotangentTangent) {
    return timed.apply(() -> tape.gradientTangent(cotangent, cotangentTangent));
  }

  @Override
  public void close() {
    tape.close();
  }
}
