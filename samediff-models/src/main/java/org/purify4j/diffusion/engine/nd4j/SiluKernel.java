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
final class SiluKernel implements Kernel {
  private final Site site;
  private final INDArray y;
  private final INDArray sigmoid;
  private final Runnable forward;

  SiluKernel(Site site) {
    this.site = site;
    this.y = site.output();
    INDArray x = site.input(0);
    if (site.keepsForGradient()) {
      this.sigmoid = site.arena().acquire(x.shape());
      Sigmoid activate = new Sigmoid(x, sigmoid);
      NativeOp multiply = site.pairwise("multiply", x, sigmoid, y);
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
        site.pairwise("multiply", y, sigmoid, target),
        site.pairwise("subtract", y, target, target),
        site.pairwise("add", target, sigmoid, target),
        site.pairwise("multiply", target, gradient, target));
  }
}
