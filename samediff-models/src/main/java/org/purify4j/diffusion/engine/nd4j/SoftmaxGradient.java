package org.purify4j.diffusion.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.engine.nd4j.NativeOp.Transposed;

/** The gradient of a softmax from its result p: {@code p·(g − Σ g·p)}. */
final class SoftmaxGradient {
  private SoftmaxGradient() {}

  /**
   * Of a softmax over the last axis.
   *
   * @param p {@code [b, m, n]}
   * @param gradient of p, overwritten
   */
  static Runnable overRows(Site site, INDArray p, INDArray gradient) {
    long rows = p.size(0) * p.size(1);
    long columns = p.size(2);
    INDArray sums = site.arena().acquire(p.size(0), p.size(1), 1);
    INDArray scratch = site.arena().acquire(p.shape());
    INDArray ones = site.arena().constant(Nd4j.ones(site.arena().type(), columns, 1));
    Runnable sum =
        site.matmul(
            scratch.reshape('c', rows, columns),
            Transposed.NO,
            ones,
            Transposed.NO,
            sums.reshape('c', rows, 1));
    return bind(site, p, gradient, scratch, sum, sums);
  }

  /**
   * Of a softmax over the middle axis.
   *
   * @param p {@code [b, m, n]}
   * @param gradient of p, overwritten
   */
  static Runnable overColumns(Site site, INDArray p, INDArray gradient) {
    INDArray sums = site.arena().acquire(p.size(0), 1, p.size(2));
    INDArray scratch = site.arena().acquire(p.shape());
    INDArray ones = site.arena().constant(Nd4j.ones(site.arena().type(), p.size(0), 1, p.size(1)));
    Runnable sum = site.matmul(ones, Transposed.NO, scratch, Transposed.NO, sums);
    return bind(site, p, gradient, scratch, sum, sums);
  }

  private static Runnable bind(
      Site site, INDArray p, INDArray gradient, INDArray scratch, Runnable sum, INDArray sums) {
    Runnable steps =
        Sequence.of(
            site.pairwise("multiply", gradient, p, scratch),
            sum,
            site.pairwise("subtract", gradient, sums, gradient),
            site.pairwise("multiply", gradient, p, gradient));
    site.arena().release(scratch);
    site.arena().release(sums);
    return steps;
  }
}
