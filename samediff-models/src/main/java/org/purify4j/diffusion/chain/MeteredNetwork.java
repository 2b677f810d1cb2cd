package org.purify4j.diffusion.chain;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.ExecutableNetwork;
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

  @Override
  public long bytes() {
    return network.bytes();
  }

  @Override
  public void close() {
    network.close();
  }
}
