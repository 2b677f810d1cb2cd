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
final class GroupNormKernel implements Kernel {
  private final Op.GroupNorm op;
  private final Site site;
  private final long batch;
  private final long channels;
  private final long groups;
  private final INDArray averaging;
  private final INDArray centred;
  private final INDArray reciprocal;
  private final INDArray gain;
  private final Runnable[] statistics;
  private final Runnable[] affine;

  GroupNormKernel(Op.GroupNorm op, Site site) {
    this.op = op;
    this.site = site;
    Arena arena = site.arena();
    INDArray x = site.input(0);
    this.batch = x.size(0);
    this.channels = x.size(1);
    this.groups = op.groups();
    long perGroup = x.length() / (batch * groups);
    this.averaging =
        arena.constant(Nd4j.valueArrayOf(new long[] {perGroup, 1}, 1.0 / perGroup, arena.type()));
    this.centred = site.keepsForGradient() ? arena.acquire(x.shape()) : site.output();
    this.reciprocal = arena.acquire(batch * groups, 1);
    this.gain = arena.acquire(batch, channels);
    this.statistics = statistics(x);
    this.affine = affine();
  }

  private Runnable[] statistics(INDArray x) {
    Arena arena = site.arena();
    INDArray mean = arena.acquire(batch * groups, 1);
    INDArray squares = arena.acquire(x.shape());
    Runnable[] steps = {
      site.matmul(byGroup(x), Transposed.NO, averaging, Transposed.NO, mean),
      site.pairwise("subtract", byGroup(x), mean, byGroup(centred)),
      site.pairwise("multiply", centred, centred, squares),
      site.matmul(byGroup(squares), Transposed.NO, averaging, Transposed.NO, reciprocal),
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
    INDArray gamma = site.weight(op.weight(), 1, groups, channels / groups);
    INDArray beta = site.weight(op.bias(), 1, channels);
    INDArray offset = site.arena().acquire(batch, channels);
    NativeOp scaleByGamma =
        site.pairwise(
            "multiply",
            reciprocal.reshape('c', batch, groups, 1),
            gamma,
            gain.reshape('c', batch, groups, channels / groups));
    NativeOp multiply = site.pairwise("multiply", centred, perChannel(gain), site.output());
    NativeOp add = site.pairwise("add", site.output(), perChannel(offset), site.output());
    if (site.inputs() == 1) {
      NativeOp copyBeta = site.pairwise("assign", offset, beta, offset);
      return new Runnable[] {scaleByGamma, copyBeta, multiply, add};
    }
    ScaleShift time = ScaleShift.of(site, site.input(1));
    return new Runnable[] {
      scaleByGamma,
      time.update(),
      site.pairwise("multiply", gain, time.scale(), gain),
      site.pairwise("multiply", time.scale(), beta, offset),
      site.pairwise("add", offset, time.shift(), offset),
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
    Arena arena = site.arena();
    INDArray target = targets[0];
    INDArray scratch = arena.acquire(target.shape());
    INDArray mean = arena.acquire(batch * groups, 1);
    INDArray slope = arena.acquire(batch * groups, 1);
    Runnable[] steps = {
      site.pairwise("multiply", gradient, perChannel(gain), target),
      site.matmul(byGroup(target), Transposed.NO, averaging, Transposed.NO, mean),
      site.pairwise("multiply", target, centred, scratch),
      site.matmul(byGroup(scratch), Transposed.NO, averaging, Transposed.NO, slope),
      site.pairwise("multiply", slope, reciprocal, slope),
      site.pairwise("multiply", slope, reciprocal, slope),
      site.pairwise("multiply", byGroup(centred), slope, byGroup(scratch)),
      site.pairwise("subtract", target, scratch, target),
      site.pairwise("subtract", byGroup(target), mean, byGroup(target))
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
