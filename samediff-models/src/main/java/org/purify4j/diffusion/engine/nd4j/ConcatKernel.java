package org.purify4j.diffusion.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.purify4j.diffusion.network.Conditioning;

/** Concatenates two maps over channels; in the backward pass each input takes its own channels. */
final class ConcatKernel implements Nd4jKernel {
  private final NativeOp concat;

  ConcatKernel(KernelContext context) {
    int channelAxis = 1;
    this.concat =
        context.op(
            "concat",
            new INDArray[] {context.input(0), context.input(1)},
            context.output(),
            channelAxis);
  }

  @Override
  public void forward(Conditioning conditioning) {
    concat.run();
  }

  @Override
  public Runnable backward(INDArray gradient, INDArray[] targets) {
    long first = targets[0].size(1);
    INDArray[] parts = {
      gradient.get(NDArrayIndex.all(), NDArrayIndex.interval(0, first)),
      gradient.get(NDArrayIndex.all(), NDArrayIndex.interval(first, gradient.size(1)))
    };
    return () -> {
      targets[0].assign(parts[0]);
      targets[1].assign(parts[1]);
    };
  }
}
