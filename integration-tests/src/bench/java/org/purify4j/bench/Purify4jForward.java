package org.purify4j.bench;

import java.io.IOException;
import org.nd4j.linalg.api.ndarray.INDArray;

/** This engine's forward pass. */
final class Purify4jForward extends Purify4jNetwork {
  Purify4jForward(Inputs inputs) throws IOException {
    super(inputs);
  }

  @Override
  public INDArray call() {
    return network.forward(x, conditioning);
  }
}
