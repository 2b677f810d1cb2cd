package org.purify4j.diffusion.engine.vector;

import static org.purify4j.diffusion.engine.vector.simd.Winograd.INPUTS;
import static org.purify4j.diffusion.engine.vector.simd.Winograd.OUTPUTS;
import static org.purify4j.diffusion.engine.vector.simd.Winograd.POINTS;
import static org.purify4j.diffusion.engine.vector.simd.Winograd.TAPS;

import java.util.Arrays;
import java.util.OptionalInt;
import org.purify4j.diffusion.engine.vector.GradientWorkspace.Use;
import org.purify4j.diffusion.engine.vector.Scratch.Slot;
import org.purify4j.diffusion.engine.vector.simd.Gemm;
import org.purify4j.diffusion.engine.vector.simd.Lanes;
import org.purify4j.diffusion.engine.vector.simd.Sums;
import org.purify4j.diffusion.engine.vector.simd.Winograd;
import org.purify4j.diffusion.engine.vector.simd.WinogradGradient;
import org.purify4j.diffusion.network.Op;

/**
 * The gradient of a 3×3 convolution that keeps the size with respect to its weights and bias, by
 * {@link WinogradGradient}: the tiles of a block are transformed by all workers, then multiplied
 * point by point, each sum by one worker and block after block, so that no bit of it depends on
 * their number.
 */
final class WinogradWeightGradient implements Runnable {
  private static final Slot KERNELS = Slot.THIRD;
  private static final Slot REGISTERS = Slot.TWELFTH;

  /** Floats of transformed inputs that a block takes: what the last cache holds with ease. */
  private static final int BLOCK_FLOATS = 1_000_000;

  private static final int SMALLEST_BLOCK = 48;
  private static final int LARGEST_BLOCK = 384;

  private final FeatureMap x;
  private final FeatureMap gradient;
  private final LearnedWeights learned;
  private final KernelResources resources;
  private final int weightOffset;
  private final OptionalInt biasOffset;
  private final int inputs;
  private final int depth;
  private final int panels;
  private final int across;
  private final int perImage;
  private final int block;
  private final float[] biasSums;

  WinogradWeightGradient(
      Op.Convolution op,
      FeatureMap x,
      FeatureMap gradient,
      LearnedWeights learned,
      KernelResources resources) {
    this.x = x;
    this.gradient = gradient;
    this.learned = learned;
    this.resources = resources;
    this.weightOffset = learned.gradient().offset(op.weight());
    this.biasOffset = learned.biasOffset(op);
    this.inputs = x.channels();
    this.depth = (inputs + Lanes.COUNT - 1) / Lanes.COUNT * Lanes.COUNT;
    this.panels = gradient.stride() / Lanes.PANEL;
    this.across = WinogradPass.tiles(x.width());
    this.perImage = WinogradPass.tilesOfAnImage(x);
    int fitting = BLOCK_FLOATS / (POINTS * depth);
    this.block = Math.max(SMALLEST_BLOCK, Math.min(LARGEST_BLOCK, fitting));
    this.biasSums = new float[gradient.stride()];
    long points = (long) POINTS * block;
    learned.workspace().require(Use.INPUTS, points * depth);
    learned.workspace().require(Use.GRADIENTS, points * gradient.stride());
    learned.workspace().require(Use.SUMS, (long) POINTS * inputs * gradient.stride());
    resources.scratch().require(REGISTERS, POINTS * Lanes.COUNT);
    resources.scratch().require(KERNELS, TAPS * Lanes.PANEL);
  }

  @Override
  public void run() {
    Arrays.fill(biasSums, 0f);
    WorkerThreads workers = resources.workers();
    int tiles = x.batch() * perImage;
    for (int start = 0; start < tiles; start += block) {
      int first = start;
      int count = Math.min(block, tiles - first);
      workers.run(count, (from, to, worker) -> transform(first, count, from, to, worker));
      workers.run(
          panels * POINTS,
          (from, to, worker) -> {
            for (int piece = from; piece < to; piece++) {
              multiply(piece, count, first == 0);
            }
          });
    }
    workers.run(panels * inputs, this::transformBack);
    biasOffset.ifPresent(
        at -> System.arraycopy(biasSums, 0, learned.gradient().data(), at, gradient.channels()));
  }

  private void transform(int first, int count, int from, int to, int worker) {
    float[] registers = resources.scratch().of(worker, REGISTERS);
    float[] v = learned.workspace().of(Use.INPUTS);
    float[] m = learned.workspace().of(Use.GRADIENTS);
    int[] pixels = new int[POINTS];
    for (int i = from; i < to; i++) {
      int tile = first + i;
      int image = tile / perImage;
      int top = tile % perImage / across * OUTPUTS;
      int left = tile % across * OUTPUTS;
      for (int p = 0; p < POINTS; p++) {
        pixels[p] = x.pixel(image, top - 1 + p / INPUTS, left - 1 + p % INPUTS);
      }
      Winograd.input(x.data(), pixels, depth, v, i * depth, count * depth, registers);
      for (int panel = 0; panel < panels; panel++) {
        for (int p = 0; p < OUTPUTS * OUTPUTS; p++) {
          int pixel = gradient.pixel(image, top + p / OUTPUTS, left + p % OUTPUTS);
          pixels[p] = pixel + panel * Lanes.PANEL;
        }
        int at = (panel * POINTS * count + i) * Lanes.PANEL;
        WinogradGradient.output(gradient.data(), pixels, m, at, count * Lanes.PANEL, registers);
      }
    }
  }

  /** Adds a block's part of one point of one panel of outputs. */
  private void multiply(int piece, int count, boolean isFirst) {
    float[] sums = learned.workspace().of(Use.SUMS);
    float[] m = learned.workspace().of(Use.GRADIENTS);
    int point = piece / panels;
    int panel = piece % panels;
    int place = panel * POINTS + point;
    Gemm.multiply(
        inputs,
        count,
        new Gemm.Left(learned.workspace().of(Use.INPUTS), point * count * depth, 1, depth),
        m,
        place * count * Lanes.PANEL,
        resources.scratch().zeros(),
        0,
        sums,
        place * inputs * Lanes.PANEL,
        Lanes.PANEL,
        isFirst ? Lanes.NOTHING : sums);
    if (point == WinogradGradient.SUM_POINT) {
      int to = panel * Lanes.PANEL;
      Sums.add(m, place * count * Lanes.PANEL, count, Lanes.PANEL, Lanes.PANEL, biasSums, to);
    }
  }

  /** Writes the kernels of some inputs, panel by panel, where the checkpoint has them. */
  private void transformBack(int from, int to, int worker) {
    float[] registers = resources.scratch().of(worker, REGISTERS);
    float[] kernels = resources.scratch().of(worker, KERNELS);
    float[] sums = learned.workspace().of(Use.SUMS);
    float[] data = learned.gradient().data();
    for (int piece = from; piece < to; piece++) {
      int panel = piece / inputs;
      int in = piece % inputs;
      int at = (panel * POINTS * inputs + in) * Lanes.PANEL;
      WinogradGradient.kernel(sums, at, inputs * Lanes.PANEL, kernels, registers);
      int first = panel * Lanes.PANEL;
      int end = Math.min(first + Lanes.PANEL, gradient.channels());
      for (int out = first; out < end; out++) {
        int kernel = weightOffset + (out * inputs + in) * TAPS;
        for (int tap = 0; tap < TAPS; tap++) {
          data[kernel + tap] = kernels[tap * Lanes.PANEL + out - first];
        }
      }
    }
  }
}
