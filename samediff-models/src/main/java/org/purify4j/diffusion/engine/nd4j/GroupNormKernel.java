package org.purify4j.diffusion.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.floating.RSqrt;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.engine.nd4j.NativeOp.Transposed;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Op;

/**
 * Group normalisation in two passes (mean, then mean of squares of what is centred: no
 * cancellation), with the sums as matrix products with a constant column and everything that is per
 * channel, the time's scale and shift included, folded into one affine {@code a·(x − mean) + b}.
 */
final class GroupNormKernel implements Nd4jKernel {
  private final Op.GroupNorm op;
  private final KernelContext context;
  private final long batch;
  private final long channels;
  private final long groups;
  private final INDArray averaging;
  private final INDArray centred;
  private final INDArray reciprocal;
  private final INDArray gain;
  private final Runnable[] statistics;
  private final Runnable[] affine;

  GroupNormKernel(Op.GroupNorm op, KernelContext context) {
    this.op = op;
    this.context = context;
    Arena arena = context.arena();
    INDArray x = context.input(0);
    this.batch = x.size(0);
    this.channels = x.size(1);
    this.groups = op.groups();
    long perGroup = x.length() / (batch * groups);
    this.averaging =
        arena.constant(Nd4j.valueArrayOf(new long[] {perGroup, 1}, 1.0 / perGroup, arena.type()));
    this.centred = context.keepsForGradient() ? arena.acquire(x.shape()) : context.output();
    this.reciprocal = arena.acquire(batch * groups, 1);
    this.gain = arena.acquire(batch, channels);
    this.statistics = statistics(x);
    this.affine = affine();
  }

  private Runnable[] statistics(INDArray x) {
    Arena arena = context.arena();
    INDArray mean = arena.acquire(batch * groups, 1);
    INDArray squares = arena.acquire(x.shape());
    Runnable[] steps = {
      context.matmul(byGroup(x), Transposed.NO, averaging, Transposed.NO, mean),
      context.pairwise("subtract", byGroup(x), mean, byGroup(centred)),
      context.pairwise("multiply", centred, centred, squares),
      context.matmul(byGroup(squares), Transposed.NO, averaging, Transposed.NO, reciprocal),
      () -> {
        reciprocal.addi(op.epsilon());
        Nd4j.getExecutioner().exec(new RSqrt(reciprocal, reciprocal));
      }
    };
    arena.release(squares);
    arena.release(mean);
    return steps;
  }

  private Runnable[] affine() {
    INDArray gamma = context.weight(op.weight(), 1, groups, channels / groups);
    INDArray beta = context.weight(op.bias(), 1, channels);
    INDArray offset = context.arena().acquire(batch, channels);
    NativeOp scaleByGamma =
        context.pairwise(
            "multiply",
            reciprocal.reshape('c', batch, groups, 1),
            gamma,
            gain.reshape('c', batch, groups, channels / groups));
    NativeOp multiply = context.pairwise("multiply", centred, perChannel(gain), context.output());
    NativeOp add = context.pairwise("add", context.output(), perChannel(offset), context.output());
    if (context.inputs() == 1) {
      NativeOp copyBeta = context.pairwise("assign", offset, beta, offset);
      return new Runnable[] {scaleByGamma, copyBeta, multiply, add};
    }
    ScaleShift time = ScaleShift.of(context, context.input(1));
    return new Runnable[] {
      scaleByGamma,
      time.update(),
      context.pairwise("multiply", gain, time.scale(), gain),
      context.pairwise("multiply", time.scale(), beta, offset),
      context.pairwise("add", offset, time.shift(), offset),
      multiply,
      add
    };
  }

  @Override
  public void forward(Conditioning conditioning) {
    for (Runnable step : statistics) {
      step.run();
    }
    for (Runnable step : affine) {
      step.run();
    }
  }

  /**
   * With g = gradient·a (per channel) and means over a group: {@code dx = g − mean(g) −
   * c·r²·mean(g·c)}, c the centred input and r the reciprocal standard deviation.
   */
  @Override
  public Runnable backward(INDArray gradient, INDArray[] targets) {
    Arena arena = context.arena();
    INDArray target = targets[0];
    INDArray scratch = arena.acquire(target.shape());
    INDArray mean = arena.acquire(batch * groups, 1);
    INDArray slope = arena.acquire(batch * groups, 1);
    Runnable[] steps = {
      context.pairwise("multiply", gradient, perChannel(gain), target),
      context.matmul(byGroup(target), Transposed.NO, averaging, Transposed.NO, mean),
      context.pairwise("multiply", target, centred, scratch),
      context.matmul(byGroup(scratch), Transposed.NO, averaging, Transposed.NO, slope),
      context.pairwise("multiply", slope, reciprocal, slope),
      context.pairwise("multiply", slope, reciprocal, slope),
      context.pairwise("multiply", byGroup(centred), slope, byGroup(scratch)),
      context.pairwise("subtract", target, scratch, target),
      context.pairwise("subtract", byGroup(target), mean, byGroup(target))
    };
    arena.release(scratch);
    arena.release(mean);
    arena.release(slope);
    return Sequence.of(steps);
  }

  private INDArray byGroup(INDArray map) {
    return map.reshape('c', batch * groups, -1);
  }

  private INDArray perChannel(INDArray vector) {
    return vector.reshape('c', batch, channels, 1, 1);
  }
}
