package org.purify4j.diffusion.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.network.Conditioning;

/** Computes GELU, {@code x·(1 + erf(x/√2))/2}. */
final class GeluKernel implements Nd4jKernel {
  private final INDArray x;
  private final INDArray y;

  GeluKernel(KernelContext context) {
    this.x = context.input(0);
    this.y = context.output();
  }

  @Override
  public void forward(Conditioning conditioning) {
    y.assign(x).muli(Math.sqrt(0.5));
    Nd4j.getExecutioner().exec(new Erf(y, y));
    y.addi(1).muli(x).muli(0.5);
  }

  @Override
  public Runnable backward(INDArray gradient, INDArray[] targets) {
    throw new IllegalStateException("gelu: a vector that depends on the image");
  }
}
