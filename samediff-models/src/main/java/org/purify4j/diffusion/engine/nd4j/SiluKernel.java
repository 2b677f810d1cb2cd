package org.purify4j.diffusion.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Sigmoid;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Swish;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.network.Conditioning;

/**
 * SiLU, y = x·s with s = sigmoid(x); its derivative is {@code s + y − y·s}, so the backward pass
 * needs no exponential.
 */
final class SiluKernel implements Nd4jKernel {
  private final KernelContext context;
  private final INDArray y;
  private final INDArray sigmoid;
  private final Runnable forward;

  SiluKernel(KernelContext context) {
    this.context = context;
    this.y = context.output();
    INDArray x = context.input(0);
    if (context.keepsForGradient()) {
      this.sigmoid = context.arena().acquire(x.shape());
      Sigmoid activate = new Sigmoid(x, sigmoid);
      NativeOp multiply = context.pairwise("multiply", x, sigmoid, y);
      this.forward =
          () -> {
            Nd4j.getExecutioner().exec(activate);
            multiply.run();
          };
    } else {
      this.sigmoid = y;
      Swish activate = new Swish(x, y);
      this.forward = () -> Nd4j.getExecutioner().exec(activate);
    }
  }

  @Override
  public void forward(Conditioning conditioning) {
    forward.run();
  }

  @Override
  public Runnable backward(INDArray gradient, INDArray[] targets) {
    INDArray target = targets[0];
    return Sequence.of(
        context.pairwise("multiply", y, sigmoid, target),
        context.pairwise("subtract", y, target, target),
        context.pairwise("add", target, sigmoid, target),
        context.pairwise("multiply", target, gradient, target));
  }
}
