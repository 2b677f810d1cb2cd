package org.purify4j.diffusion.model;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.engine.ForwardingNetwork;
import org.purify4j.diffusion.gradient.DualTape;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.network.Conditioning;

/**
 * A network that refuses to compute once its model, which owns the weights, is closed.
 *
 * @param requireOpen throws if the model is closed
 */
record NetworkOfModel(ExecutableNetwork network, Runnable requireOpen)
    implements ForwardingNetwork {
  @Override
  public INDArray forward(INDArray x, Conditioning conditioning) {
    requireOpen.run();
    return network.forward(x, conditioning);
  }

  @Override
  public Tape record(INDArray x, Conditioning conditioning) {
    requireOpen.run();
    return new TapeOfModel(network.record(x, conditioning), requireOpen);
  }

  @Override
  public DualTape recordAlong(INDArray x, INDArray direction, Conditioning conditioning) {
    requireOpen.run();
    return new DualTapeOfModel(network.recordAlong(x, direction, conditioning), requireOpen);
  }

  @Override
  public int holdRecordings(INDArray x, int wanted) {
    requireOpen.run();
    return network.holdRecordings(x, wanted);
  }

  private record TapeOfModel(Tape tape, Runnable requireOpen) implements Tape {
    @Override
    public INDArray output() {
      requireOpen.run();
      return tape.output();
    }

    @Override
    public INDArray gradient(INDArray cotangent) {
      requireOpen.run();
      return tape.gradient(cotangent);
    }

    @Override
    public void close() {
      tape.close();
    }
  }
}
