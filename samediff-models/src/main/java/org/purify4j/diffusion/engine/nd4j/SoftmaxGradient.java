package org.purify4j.diffusion.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.engine.nd4j.NativeOp.Transposed;

/** Computes the gradient of a softmax from its result p: {@code p·(g − Σ g·p)}. */
final class SoftmaxGradient {
  private SoftmaxGradient() {}

  /**
   * Of a softmax over the last axis.
   *
   * @param p {@code [b, m, n]}
   * @param gradient of p, overwritten
   */
  static Runnable overRows(KernelContext context, INDArray p, INDArray gradient) {
    long rows = p.size(0) * p.size(1);
    long columns = p.size(2);
    INDArray sums = context.arena().acquire(p.size(0), p.size(1), 1);
    INDArray scratch = context.arena().acquire(p.shape());
    INDArray ones = context.arena().constant(Nd4j.ones(context.arena().type(), columns, 1));
    Runnable sum =
        context.matmul(
            scratch.reshape('c', rows, columns),
            Transposed.NO,
            ones,
            Transposed.NO,
            sums.reshape('c', rows, 1));
    return bind(context, p, gradient, scratch, sum, sums);
  }

  /**
   * Of a softmax over the middle axis.
   *
   * @param p {@code [b, m, n]}
   * @param gradient of p, overwritten
   */
  static Runnable overColumns(KernelContext context, INDArray p, INDArray gradient) {
    INDArray sums = context.arena().acquire(p.size(0), 1, p.size(2));
    INDArray scratch = context.arena().acquire(p.shape());
    INDArray ones =
        context.arena().constant(Nd4j.ones(context.arena().type(), p.size(0), 1, p.size(1)));
    Runnable sum = context.matmul(ones, Transposed.NO, scratch, Transposed.NO, sums);
    return bind(context, p, gradient, scratch, sum, sums);
  }

  private static Runnable bind(
      KernelContext context,
      INDArray p,
      INDArray gradient,
      INDArray scratch,
      Runnable sum,
      INDArray sums) {
    Runnable steps =
        Sequence.of(
            context.pairwise("multiply", gradient, p, scratch),
            sum,
            context.pairwise("subtract", gradient, sums, gradient),
            context.pairwise("multiply", gradient, p, gradient));
    context.arena().release(scratch);
    context.arena().release(sums);
    return steps;
  }
}
