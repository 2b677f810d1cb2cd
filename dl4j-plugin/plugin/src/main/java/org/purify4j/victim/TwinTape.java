package org.purify4j.victim;

import java.util.Arrays;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.gradient.Tape;

/**
 * The tape of a forward pass of a twin, which keeps the arrays of its last pass only: after another
 * pass, this one is repeated. It is made outside all workspaces.
 */
final class TwinTape implements Tape {
  private final TwinGraph twin;
  private final TwinInput inputs;
  private final INDArray images;
  private final INDArray input;
  private final INDArray logits;

  TwinTape(TwinGraph twin, TwinInput inputs, INDArray images) {
    this.twin = twin;
    this.inputs = inputs;
    this.images = images;
    this.input = inputs.toNetwork(images);
    this.logits = inputs.through(images, () -> twin.record(input)).castTo(images.dataType());
  }

  @Override
  public INDArray output() {
    return logits;
  }

  @Override
  @SuppressWarnings("try") // the scope is left by closing it
  public INDArray gradient(INDArray cotangent) {
    requireShape(cotangent, logits);
    try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      if (!twin.keeps(input)) {
        inputs.synchronise();
        twin.record(inputs.toNetwork(images));
      }
      INDArray gradient = twin.gradient(cotangent.castTo(inputs.type()).dup('c'));
      return inputs.fromNetwork(gradient, images).reshape('c', images.shape());
    }
  }

  static void requireShape(INDArray cotangent, INDArray logits) {
    if (!Arrays.equals(cotangent.shape(), logits.shape())) {
      throw new IllegalArgumentException(
          "cotangent: got shape "
              + Arrays.toString(cotangent.shape())
              + ", must be that of the logits, "
              + Arrays.toString(logits.shape()));
    }
  }

  @Override
  public void close() {
    if (twin.keeps(input)) {
      twin.end();
    }
  }
}
