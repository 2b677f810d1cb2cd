package org.purify4j.diffusion.engine.vector;

import java.util.Arrays;
import java.util.OptionalInt;
import org.purify4j.diffusion.engine.vector.GradientWorkspace.Use;
import org.purify4j.diffusion.engine.vector.simd.Gemm;
import org.purify4j.diffusion.engine.vector.simd.Lanes;
import org.purify4j.diffusion.engine.vector.simd.Sums;
import org.purify4j.diffusion.network.Op;
import org.purify4j.diffusion.network.Op.Convolution.WeightOrder;

/**
 * Computes the gradient of a convolution with respect to its weights and bias as a matrix product:
 * windows, gathered into rows and turned, times the gradient of the outputs, summed over all pixels
 * of all images. Each sum is computed by one worker and block after block, so that no bit of it
 * depends on the number of workers.
 */
final class DirectWeightGradient implements Runnable {
  /** Floats of gathered windows that a block takes: what the last cache holds with ease. */
  private static final int BLOCK_FLOATS = 1_000_000;

  private static final int SMALLEST_BLOCK = 48;
  private static final int LARGEST_BLOCK = 1024;
  private static final int ROWS = 8 * Gemm.ROWS;

  private final FeatureMap x;
  private final FeatureMap gradient;
  private final LearnedWeights learned;
  private final KernelResources resources;
  private final Window window;
  private final int weightOffset;
  private final OptionalInt biasOffset;
  private final boolean inputsFirst;
  private final int rows;
  private final int panels;
  private final int rowBlocks;
  private final int block;
  private final float[] biasSums;

  DirectWeightGradient(
      Op.Convolution op,
      Window window,
      FeatureMap x,
      FeatureMap gradient,
      LearnedWeights learned,
      KernelResources resources) {
    this.x = x;
    this.gradient = gradient;
    this.learned = learned;
    this.resources = resources;
    this.window = window;
    this.weightOffset = learned.gradient().offset(op.weight());
    this.biasOffset = learned.biasOffset(op);
    this.inputsFirst = op.order() == WeightOrder.IN_OUT;
    this.rows = window.size() * window.size() * x.channels();
    this.panels = gradient.stride() / Lanes.PANEL;
    this.rowBlocks = (rows + ROWS - 1) / ROWS;
    this.block = Math.max(SMALLEST_BLOCK, Math.min(LARGEST_BLOCK, BLOCK_FLOATS / rows));
    this.biasSums = new float[gradient.stride()];
    if (!window.isPixelwise()) {
      learned.workspace().require(Use.INPUTS, (long) block * rows);
    }
    learned.workspace().require(Use.GRADIENTS, (long) block * gradient.stride());
    learned.workspace().require(Use.SUMS, (long) rows * gradient.stride());
  }

  @Override
  public void run() {
    Arrays.fill(biasSums, 0f);
    WorkerThreads workers = resources.workers();
    int pixels = gradient.batch() * gradient.pixels();
    for (int start = 0; start < pixels; start += block) {
      int first = start;
      int count = Math.min(block, pixels - first);
      workers.run(count, (from, to, worker) -> gather(first, count, from, to));
      workers.run(
          panels * rowBlocks,
          (from, to, worker) -> {
            for (int piece = from; piece < to; piece++) {
              multiply(piece, first, count);
            }
          });
    }
    workers.run(rows, (from, to, worker) -> store(from, to));
    biasOffset.ifPresent(
        at -> System.arraycopy(biasSums, 0, learned.gradient().data(), at, gradient.channels()));
  }

  /** Windows as rows, and the gradients panel by panel, of some pixels of a block. */
  private void gather(int first, int count, int from, int to) {
    float[] windows = learned.workspace().of(Use.INPUTS);
    float[] panelled = learned.workspace().of(Use.GRADIENTS);
    if (!window.isPixelwise()) {
      window.gather(x, gradient, first + from, to - from, windows, from * rows);
    }
    for (int i = from; i < to; i++) {
      int pixel = (first + i) * gradient.stride();
      for (int panel = 0; panel < panels; panel++) {
        System.arraycopy(
            gradient.data(),
            pixel + panel * Lanes.PANEL,
            panelled,
            (panel * count + i) * Lanes.PANEL,
            Lanes.PANEL);
      }
    }
  }

  /** Adds a block's part of some rows of one panel of outputs. */
  private void multiply(int piece, int first, int count) {
    int panel = piece / rowBlocks;
    int row = piece % rowBlocks * ROWS;
    float[] sums = learned.workspace().of(Use.SUMS);
    float[] panelled = learned.workspace().of(Use.GRADIENTS);
    Gemm.Left left =
        window.isPixelwise()
            ? new Gemm.Left(x.data(), first * x.stride() + row, 1, x.stride())
            : new Gemm.Left(learned.workspace().of(Use.INPUTS), row, 1, rows);
    Gemm.multiply(
        Math.min(ROWS, rows - row),
        count,
        left,
        panelled,
        panel * count * Lanes.PANEL,
        resources.scratch().zeros(),
        0,
        sums,
        (panel * rows + row) * Lanes.PANEL,
        Lanes.PANEL,
        first == 0 ? Lanes.NOTHING : sums);
    if (row == 0) {
      int to = panel * Lanes.PANEL;
      Sums.add(
          panelled, panel * count * Lanes.PANEL, count, Lanes.PANEL, Lanes.PANEL, biasSums, to);
    }
  }

  /** Writes rows, which are taps of inputs, where the checkpoint has them. */
  private void store(int from, int to) {
    float[] sums = learned.workspace().of(Use.SUMS);
    float[] data = learned.gradient().data();
    int area = window.size() * window.size();
    for (int row = from; row < to; row++) {
      int tap = row / x.channels();
      int in = row % x.channels();
      for (int out = 0; out < gradient.channels(); out++) {
        int at = ((out / Lanes.PANEL) * rows + row) * Lanes.PANEL + out % Lanes.PANEL;
        int place = inputsFirst ? in * gradient.channels() + out : out * x.channels() + in;
        data[weightOffset + place * area + tap] = sums[at];
      }
    }
  }
}
