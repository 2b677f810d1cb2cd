package org.purify4j.diffusion.chain;

import java.util.function.Function;
import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.gradient.Tape;

/**
 * Times the gradients of a tape.
 *
 * @param timed runs the work and adds its time
 */
record MeteredTape(Tape tape, Function<Supplier<INDArray>, INDArray> timed) implements Tape {
  @Override
  public INDArray output() {
    return tape.output();
  }

  @Override
  public INDArray gradient(INDArray cotangent) {
    return timed.apply(() -> tape.gradient(cotangent));
  }

  @Override
  public void close() {
    tape.close();
  }
}
