package org.purify4j.diffusion.chain;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.gradient.DualTape;
import org.purify4j.diffusion.gradient.SecondDerivative;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.network.Conditioning;

/** Counts and times the calls of a network. A gradient is counted when it is recorded. */
record MeteredNetwork(ExecutableNetwork network, Meter meter) implements ExecutableNetwork {
  @Override
  public int batchSize() {
    return network.batchSize();
  }

  @Override
  public INDArray forward(INDArray x, Conditioning conditioning) {
    return meter.networkCall(() -> network.forward(x, conditioning));
  }

  @Override
  public Tape record(INDArray x, Conditioning conditioning) {
    Tape tape = meter.networkGradient(() -> network.record(x, conditioning));
    return new MeteredTape(tape, meter::network);
  }

  /** Differences are the calls of {@link #record} that they are made of. */
  @Override
  public DualTape recordAlong(INDArray x, INDArray direction, Conditioning conditioning) {
    if (secondDerivative() == SecondDerivative.DIFFERENCES) {
      return ExecutableNetwork.super.recordAlong(x, direction, conditioning);
    }
    DualTape tape = meter.networkGradient(() -> network.recordAlong(x, direction, conditioning));
    return new MeteredDualTape(tape, meter::network);
  }

  @Override
  public int holdRecordings(INDArray x, int wanted) {
    return network.holdRecordings(x, wanted);
  }

  @Override
  public SecondDerivative secondDerivative() {
    return network.secondDerivative();
  }

  @Override
  public long bytes() {
    return network.bytes();
  }

  @Override
  public void close() {
    network.close();
  }
}
