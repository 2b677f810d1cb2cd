package org.purify4j.diffusion.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.FirFilter;

/**
 * Changes the size of a map with a smoothing filter, by a convolution of every channel by itself.
 */
final class FirKernel implements Nd4jKernel {
  private final FirFilter filter;
  private final KernelContext context;
  private final Runnable forward;

  FirKernel(FirFilter filter, KernelContext context) {
    this.filter = filter;
    this.context = context;
    this.forward = bind(filter, context.input(0), context.output());
  }

  private Runnable bind(FirFilter applied, INDArray x, INDArray y) {
    INDArray row = Nd4j.createFromArray(applied.taps()).reshape(1, FirFilter.size());
    INDArray square = row.transpose().mmul(row).reshape(1, 1, row.length(), row.length());
    INDArray[] weights = {context.arena().constant(square)};
    if (applied.up() == 1) {
      return correlation(applied, x, weights, y);
    }
    INDArray spread = context.arena().acquire(x.size(0), x.size(1), 2 * x.size(2), 2 * x.size(3));
    Runnable dilate = ResamplingProducts.spread(context, x, spread);
    Runnable convolve = correlation(applied, spread, weights, y);
    context.arena().release(spread);
    return Sequence.of(dilate, convolve);
  }

  private Runnable correlation(FirFilter applied, INDArray x, INDArray[] weights, INDArray y) {
    INDArray from = channelsApart(x);
    INDArray to = channelsApart(y);
    int last = ((int) to.size(2) - 1) * applied.down() + FirFilter.size();
    int after = last - applied.before() - (int) from.size(2);
    return new Correlation(FirFilter.size(), applied.down(), applied.before(), after)
        .bind(context, from, weights, to);
  }

  private static INDArray channelsApart(INDArray map) {
    return map.reshape('c', map.size(0) * map.size(1), 1, map.size(2), map.size(3));
  }

  @Override
  public void forward(Conditioning conditioning) {
    forward.run();
  }

  @Override
  public Runnable backward(INDArray gradient, INDArray[] targets) {
    return bind(filter.transposed(), gradient, targets[0]);
  }
}
