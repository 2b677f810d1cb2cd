package org.purify4j.diffusion.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.floating.RSqrt;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.engine.nd4j.NativeOp.Transposed;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Op;

/**
 * Root-mean-square normalisation: {@code y = x·r·a + b} with r = 1/‖x‖ of a pixel, and a and b of a
 * channel, the time's scale and shift included. Sums over channels are matrix products with a row
 * of ones.
 */
final class RmsNormKernel implements Nd4jKernel {
  private final KernelContext context;
  private final long batch;
  private final long channels;
  private final long pixels;
  private final INDArray ones;
  private final INDArray normal;
  private final INDArray reciprocal;
  private final INDArray gain;
  private final Runnable forward;

  RmsNormKernel(Op.RmsNorm op, KernelContext context) {
    this.context = context;
    Arena arena = context.arena();
    INDArray x = context.input(0);
    this.batch = x.size(0);
    this.channels = x.size(1);
    this.pixels = x.size(2) * x.size(3);
    this.ones = arena.constant(Nd4j.ones(arena.type(), batch, 1, channels));
    this.normal = context.keepsForGradient() ? arena.acquire(x.shape()) : context.output();
    this.reciprocal = arena.acquire(batch, 1, pixels);
    INDArray gamma = context.weight(op.gain(), 1, channels).muli(Math.sqrt(channels));
    this.gain = arena.acquire(batch, channels);
    this.forward = Sequence.of(normalise(x), affine(gamma));
  }

  private Runnable normalise(INDArray x) {
    INDArray squares = context.arena().acquire(x.shape());
    // of the squares, as the root is taken after: rsqrt(max(Σx², ε²)) = 1/max(‖x‖, ε)
    double smallest = Op.RmsNorm.EPSILON * Op.RmsNorm.EPSILON;
    INDArray floor =
        context
            .arena()
            .constant(Nd4j.valueArrayOf(new long[] {1, 1, 1}, smallest, context.arena().type()));
    Runnable steps =
        Sequence.of(
            context.pairwise("multiply", x, x, squares),
            sumOverChannels(squares, reciprocal),
            context.pairwise("maximum", reciprocal, floor, reciprocal),
            () -> Nd4j.getExecutioner().exec(new RSqrt(reciprocal, reciprocal)),
            context.pairwise("multiply", byPixel(x), reciprocal, byPixel(normal)));
    context.arena().release(squares);
    return steps;
  }

  private Runnable affine(INDArray gamma) {
    INDArray y = context.output();
    NativeOp multiply = context.pairwise("multiply", normal, perChannel(gain), y);
    if (context.inputs() == 1) {
      gain.assign(gamma.broadcast(batch, channels));
      return multiply;
    }
    ScaleShift time = ScaleShift.of(context, context.input(1));
    return Sequence.of(
        time.update(),
        context.pairwise("multiply", time.scale(), gamma, gain),
        multiply,
        context.pairwise("add", y, perChannel(time.shift()), y));
  }

  private Runnable sumOverChannels(INDArray map, INDArray sums) {
    return context.matmul(ones, Transposed.NO, byPixel(map), Transposed.NO, sums);
  }

  @Override
  public void forward(Conditioning conditioning) {
    forward.run();
  }

  /** With w = gradient·a and n = x·r: {@code dx = r·(w − n·Σ n·w)}, the sum over channels. */
  @Override
  public Runnable backward(INDArray gradient, INDArray[] targets) {
    Arena arena = context.arena();
    INDArray target = targets[0];
    INDArray scratch = arena.acquire(target.shape());
    INDArray sums = arena.acquire(batch, 1, pixels);
    Runnable steps =
        Sequence.of(
            context.pairwise("multiply", gradient, perChannel(gain), target),
            context.pairwise("multiply", target, normal, scratch),
            sumOverChannels(scratch, sums),
            context.pairwise("multiply", byPixel(normal), sums, byPixel(scratch)),
            context.pairwise("subtract", target, scratch, target),
            context.pairwise("multiply", byPixel(target), reciprocal, byPixel(target)));
    arena.release(scratch);
    arena.release(sums);
    return steps;
  }

  private INDArray byPixel(INDArray map) {
    return map.reshape('c', batch, channels, pixels);
  }

  private INDArray perChannel(INDArray vector) {
    return vector.reshape('c', batch, channels, 1, 1);
  }
}
