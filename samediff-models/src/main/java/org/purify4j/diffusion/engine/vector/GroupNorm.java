package org.purify4j.diffusion.engine.vector;

import org.jspecify.annotations.Nullable;
import org.purify4j.diffusion.engine.vector.Scratch.Slot;
import org.purify4j.diffusion.engine.vector.simd.GroupNormalization;
import org.purify4j.diffusion.engine.vector.simd.GroupNormalization.Activation;
import org.purify4j.diffusion.engine.vector.simd.Lanes;
import org.purify4j.diffusion.network.Op;

/**
 * Group normalisation with everything that is per channel, the time's scale and shift included,
 * folded into one affine, and with the activation that follows it. A piece of work is a block of
 * whole groups of one image.
 */
final class GroupNorm implements VectorKernel {
  private static final Slot SUMS = Slot.TENTH;
  private static final Slot PRODUCTS = Slot.ELEVENTH;

  private final Op.GroupNorm op;
  private final FeatureMap x;
  private final FeatureMap y;
  private final Activation activation;
  private final KernelResources resources;
  private final @Nullable ConditioningValue scaleShift;
  private final int groups;
  private final int perGroup;
  private final double epsilon;
  private final int block;
  private final int blocks;
  private final float[] gamma;
  private final float[] beta;
  private final float[] mean;
  private final float[] gain;
  private final float[] shift;
  private final float[] reciprocal;
  private @Nullable GroupNormGradient learned;

  /**
   * @param scaleShift scale and shift from the time, {@code [2c]}; null for none
   */
  GroupNorm(
      Op.GroupNorm op,
      Activation activation,
      FeatureMap x,
      FeatureMap y,
      @Nullable ConditioningValue scaleShift,
      KernelResources resources) {
    this.op = op;
    this.x = x;
    this.y = y;
    this.activation = activation;
    this.resources = resources;
    this.scaleShift = scaleShift;
    this.groups = op.groups();
    this.perGroup = x.channels() / groups;
    this.epsilon = op.epsilon();
    this.block = x.batch() >= resources.workers().count() ? x.stride() : wholeGroups(perGroup);
    this.blocks = (x.channels() + block - 1) / block;
    this.gamma = resources.weights().padded(op.weight());
    this.beta = resources.weights().padded(op.bias());
    this.mean = new float[x.batch() * x.stride()];
    this.gain = new float[mean.length];
    this.shift = new float[mean.length];
    this.reciprocal = new float[x.batch() * groups];
    resources.scratch().require(SUMS, x.stride());
    resources.scratch().require(PRODUCTS, x.stride());
  }

  /** The fewest channels that are both whole groups and whole registers. */
  private static int wholeGroups(int perGroup) {
    int channels = perGroup;
    while (channels % Lanes.COUNT != 0) {
      channels += perGroup;
    }
    return channels;
  }

  @Override
  public void forward() {
    resources.workers().run(x.batch() * blocks, this::forward);
  }

  private void forward(int from, int to, int worker) {
    float[] sums = resources.scratch().of(worker, SUMS);
    float[] squares = resources.scratch().of(worker, PRODUCTS);
    for (int piece = from; piece < to; piece++) {
      int image = piece / blocks;
      int first = piece % blocks * block;
      int at = x.image(image) + first;
      int width = width(piece % blocks);
      int tables = image * x.stride() + first;
      GroupNormalization.sums(x.data(), at, x.pixels(), x.stride(), width, sums, squares);
      int end = Math.min(first + block, x.channels());
      for (int channel = first; channel < end; channel += perGroup) {
        fold(image, channel, first, sums, squares);
      }
      GroupNormalization.apply(
          activation,
          x.data(),
          at,
          x.stride(),
          x.pixels(),
          width,
          mean,
          gain,
          shift,
          tables,
          y.data(),
          y.image(image) + first,
          y.stride());
    }
  }

  /** Channels of a block; the last takes the padding too. */
  private int width(int index) {
    return index == blocks - 1 ? x.stride() - index * block : block;
  }

  /** Mean and affine of the group that begins at a channel. */
  private void fold(int image, int channel, int first, float[] sums, float[] squares) {
    int pixels = x.pixels();
    double average = 0;
    for (int c = channel; c < channel + perGroup; c++) {
      average += x.data()[x.image(image) + c] + sums[c - first] / (double) pixels;
    }
    average /= perGroup;
    double variance = 0;
    for (int c = channel; c < channel + perGroup; c++) {
      // mean square about the group's mean, from the sums about the channel's first value
      double fromFirst = average - x.data()[x.image(image) + c];
      variance +=
          squares[c - first] / (double) pixels
              - 2 * fromFirst * sums[c - first] / pixels
              + fromFirst * fromFirst;
    }
    double r = 1 / Math.sqrt(Math.max(0, variance / perGroup) + epsilon);
    reciprocal[image * groups + channel / perGroup] = (float) r;
    for (int c = channel; c < channel + perGroup; c++) {
      int table = image * x.stride() + c;
      double scale = 1;
      double added = 0;
      if (scaleShift != null) {
        int at = scaleShift.row(image);
        scale += scaleShift.data()[at + c];
        added = scaleShift.data()[at + x.channels() + c];
      }
      mean[table] = (float) average;
      gain[table] = (float) (gamma[c] * r * scale);
      shift[table] = (float) (beta[c] * scale + added);
    }
  }

  @Override
  public boolean spoilsGradient() {
    return true;
  }

  @Override
  public boolean addsToTargets() {
    return true;
  }

  @Override
  public boolean readsInputAgain() {
    return true;
  }

  /**
   * With w = gradient·f′·gain and means over a group: {@code dx = w − mean(w) − c·r²·mean(w·c)}, c
   * the centred input and r the reciprocal standard deviation.
   */
  @Override
  public Runnable backward(FeatureMap gradient, Target[] targets) {
    Target target = targets[0];
    return () ->
        resources
            .workers()
            .run(
                x.batch() * blocks, (from, to, worker) -> back(gradient, target, from, to, worker));
  }

  private void back(FeatureMap gradient, Target target, int from, int to, int worker) {
    float[] level = resources.scratch().of(worker, SUMS);
    float[] slope = resources.scratch().of(worker, PRODUCTS);
    for (int piece = from; piece < to; piece++) {
      int image = piece / blocks;
      int first = piece % blocks * block;
      int width = width(piece % blocks);
      int tables = image * x.stride() + first;
      int at = x.image(image) + first;
      int through = gradient.image(image) + first;
      GroupNormalization.gradientSums(
          activation,
          x.data(),
          at,
          x.stride(),
          x.pixels(),
          width,
          mean,
          gain,
          shift,
          tables,
          gradient.data(),
          through,
          gradient.stride(),
          level,
          slope);
      if (learned != null) {
        learned.keep(level, slope, tables, width);
      }
      int end = Math.min(first + block, x.channels());
      for (int channel = first; channel < end; channel += perGroup) {
        average(level, slope, image, channel, first);
      }
      GroupNormalization.gradient(
          x.data(),
          at,
          x.stride(),
          x.pixels(),
          width,
          mean,
          tables,
          level,
          slope,
          gradient.data(),
          through,
          gradient.stride(),
          target.map().data(),
          target.map().image(image) + first,
          target.map().stride(),
          target.plus());
    }
  }

  private void average(float[] level, float[] slope, int image, int channel, int first) {
    double count = (double) perGroup * x.pixels();
    double r = reciprocal[image * groups + channel / perGroup];
    double sum = 0;
    double product = 0;
    for (int c = channel - first; c < channel - first + perGroup; c++) {
      double a = gain[image * x.stride() + first + c];
      sum += a * level[c];
      product += a * slope[c];
    }
    for (int c = channel - first; c < channel - first + perGroup; c++) {
      level[c] = (float) (sum / count);
      slope[c] = (float) (r * r * product / count);
    }
  }

  @Override
  public Runnable learn(FeatureMap gradient, LearnedWeights to) {
    learned = new GroupNormGradient(op, x, reciprocal, scaleShift, to);
    return learned;
  }
}
