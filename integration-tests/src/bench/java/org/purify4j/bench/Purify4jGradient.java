package org.purify4j.bench;

import java.io.IOException;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** This engine's forward pass and input gradient. */
final class Purify4jGradient extends Purify4jNetwork {
  private final INDArray cotangent;

  Purify4jGradient(Inputs inputs) throws IOException {
    super(inputs);
    cotangent = Nd4j.createFromArray(inputs.cotangent()).reshape(inputs.outputShape());
  }

  @Override
  public INDArray call() {
    return network.record(x, conditioning).gradient(cotangent);
  }
}
