package org.purify4j.diffusion.engine.vector;

import org.purify4j.diffusion.engine.vector.Scratch.Slot;
import org.purify4j.diffusion.engine.vector.simd.Gemm;
import org.purify4j.diffusion.engine.vector.simd.Lanes;

/**
 * A convolution as a matrix product, with the pixels of each window gathered into a row first; a
 * 1×1 convolution needs no gathering.
 */
final class DirectPass implements Runnable {
  private static final Slot WINDOWS = Slot.FIRST;

  private static final int BLOCK = 8 * Gemm.ROWS;

  private final FeatureMap x;
  private final FeatureMap y;
  private final ResidualSum residual;
  private final float[] bias;
  private final PackedKernel kernel;
  private final Window window;
  private final KernelResources resources;
  private final Grid grid;

  DirectPass(
      FeatureMap x,
      FeatureMap y,
      ResidualSum residual,
      float[] bias,
      PackedKernel kernel,
      Window window,
      KernelResources resources) {
    this.x = x;
    this.y = y;
    this.residual = residual;
    this.bias = bias;
    this.kernel = kernel;
    this.window = window;
    this.resources = resources;
    int workers = resources.workers().count();
    this.grid = Grid.of(y.batch() * y.pixels(), BLOCK, kernel.panels(), workers);
    if (!window.isPixelwise()) {
      resources.scratch().require(WINDOWS, (long) grid.blockRows() * kernel.depth());
    }
  }

  @Override
  public void run() {
    resources
        .workers()
        .run(
            grid.pieces(),
            (from, to, worker) -> {
              for (int piece = from; piece < to; piece++) {
                multiply(piece, worker);
              }
            });
  }

  private void multiply(int piece, int worker) {
    int first = grid.firstRow(piece);
    int rows = grid.endRow(piece) - first;
    Gemm.Left left;
    if (window.isPixelwise()) {
      left = new Gemm.Left(x.data(), first * x.stride(), x.stride(), 1);
    } else {
      float[] gathered = resources.scratch().of(worker, WINDOWS);
      window.gather(x, y, first, rows, gathered, 0);
      left = new Gemm.Left(gathered, 0, kernel.depth(), 1);
    }
    for (int panel = grid.firstPanel(piece); panel < grid.endPanel(piece); panel++) {
      int column = panel * Lanes.PANEL;
      Gemm.multiply(
          rows,
          kernel.depth(),
          left,
          kernel.data(),
          kernel.offset(panel, 0),
          bias,
          column,
          y.data(),
          first * y.stride() + column,
          y.stride(),
          residual.plus());
      if (residual.scale() != 1) {
        scale(first, rows, column);
      }
    }
  }

  /** A panel of columns while it is still in the cache. */
  private void scale(int first, int rows, int column) {
    for (int row = first; row < first + rows; row++) {
      int at = row * y.stride() + column;
      for (int i = at; i < at + Lanes.PANEL; i++) {
        y.data()[i] *= residual.scale();
      }
    }
  }
}
