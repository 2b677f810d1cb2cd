package org.purify4j.diffusion.engine;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.gradient.DualTape;
import org.purify4j.diffusion.gradient.SecondDerivative;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.network.Conditioning;

/** A network that passes every call on to another one, but for those it overrides. */
public interface ForwardingNetwork extends ExecutableNetwork {
  /** The network that calls are passed on to. */
  ExecutableNetwork network();

  @Override
  default int batchSize() {
    return network().batchSize();
  }

  @Override
  default INDArray forward(INDArray x, Conditioning conditioning) {
    return network().forward(x, conditioning);
  }

  @Override
  default Tape record(INDArray x, Conditioning conditioning) {
    return network().record(x, conditioning);
  }

  @Override
  default DualTape recordAlong(INDArray x, INDArray direction, Conditioning conditioning) {
    return network().recordAlong(x, direction, conditioning);
  }

  @Override
  default int holdRecordings(INDArray x, int wanted) {
    return network().holdRecordings(x, wanted);
  }

  @Override
  default SecondDerivative secondDerivative() {
    return network().secondDerivative();
  }

  @Override
  default long bytes() {
    return network().bytes();
  }

  @Override
  default void close() {
    network().close();
  }
}
