package org.purify4j.diffusion.engine.vector;

import static org.purify4j.diffusion.engine.vector.simd.Winograd.INPUTS;
import static org.purify4j.diffusion.engine.vector.simd.Winograd.OUTPUTS;
import static org.purify4j.diffusion.engine.vector.simd.Winograd.POINTS;

import org.purify4j.diffusion.engine.vector.Scratch.Slot;
import org.purify4j.diffusion.engine.vector.simd.Gemm;
import org.purify4j.diffusion.engine.vector.simd.Lanes;
import org.purify4j.diffusion.engine.vector.simd.Winograd;

/**
 * A 3×3 convolution that keeps the size, by {@link Winograd}'s minimal filtering: a block of tiles
 * is transformed, multiplied point by point with one panel of outputs after the other, and
 * transformed back, so that nothing but weights leaves the cache.
 */
final class WinogradPass implements Runnable {
  private static final Slot TILES = Slot.FIRST;
  private static final Slot PRODUCTS = Slot.THIRD;
  private static final Slot PARTIAL_TILE = Slot.FOURTH;
  private static final Slot REGISTERS = Slot.TWELFTH;

  /** Floats of transformed inputs that a block may take: what a core's second cache holds. */
  private static final int BLOCK_FLOATS = 150_000;

  private static final int LARGEST_BLOCK = 10 * Gemm.ROWS;

  private final FeatureMap x;
  private final FeatureMap y;
  private final ResidualSum residual;
  private final float[] bias;
  private final PackedKernel kernel;
  private final KernelResources resources;
  private final int across;
  private final int perImage;
  private final int depth;
  private final Grid grid;

  WinogradPass(
      FeatureMap x,
      FeatureMap y,
      ResidualSum residual,
      float[] bias,
      PackedKernel kernel,
      KernelResources resources) {
    this.x = x;
    this.y = y;
    this.residual = residual;
    this.bias = bias;
    this.kernel = kernel;
    this.resources = resources;
    this.across = tiles(x.width());
    this.perImage = tilesOfAnImage(x);
    this.depth = (x.channels() + Lanes.COUNT - 1) / Lanes.COUNT * Lanes.COUNT;
    int largest = Math.min(LARGEST_BLOCK, Math.max(Gemm.ROWS, BLOCK_FLOATS / (POINTS * depth)));
    int workers = resources.workers().count();
    this.grid = Grid.of(x.batch() * perImage, largest, kernel.panels(), workers);
    long points = (long) POINTS * grid.blockRows();
    resources.scratch().require(TILES, points * depth);
    resources.scratch().require(PRODUCTS, points * Lanes.PANEL);
    resources.scratch().require(PARTIAL_TILE, OUTPUTS * OUTPUTS * Lanes.PANEL);
    resources.scratch().require(REGISTERS, POINTS * Lanes.COUNT);
  }

  static int tilesOfAnImage(FeatureMap x) {
    return tiles(x.height()) * tiles(x.width());
  }

  static int tiles(int pixels) {
    return (pixels + OUTPUTS - 1) / OUTPUTS;
  }

  @Override
  public void run() {
    resources
        .workers()
        .run(
            grid.pieces(),
            (from, to, worker) -> {
              int[] places = new int[POINTS];
              for (int piece = from; piece < to; piece++) {
                transformInputs(piece, worker, places);
                for (int panel = grid.firstPanel(piece); panel < grid.endPanel(piece); panel++) {
                  multiply(piece, panel, worker);
                  transformOutputs(piece, panel, worker, places);
                }
              }
            });
  }

  private void transformInputs(int piece, int worker, int[] places) {
    float[] v = resources.scratch().of(worker, TILES);
    float[] registers = resources.scratch().of(worker, REGISTERS);
    int first = grid.firstRow(piece);
    int count = grid.endRow(piece) - first;
    for (int i = 0; i < count; i++) {
      int tile = first + i;
      int top = tile % perImage / across * OUTPUTS - 1;
      int left = tile % across * OUTPUTS - 1;
      for (int p = 0; p < POINTS; p++) {
        places[p] = x.pixel(tile / perImage, top + p / INPUTS, left + p % INPUTS);
      }
      Winograd.input(x.data(), places, depth, v, i * depth, count * depth, registers);
    }
  }

  private void multiply(int piece, int panel, int worker) {
    float[] v = resources.scratch().of(worker, TILES);
    float[] m = resources.scratch().of(worker, PRODUCTS);
    int count = grid.endRow(piece) - grid.firstRow(piece);
    for (int p = 0; p < POINTS; p++) {
      Gemm.multiply(
          count,
          kernel.depth(),
          new Gemm.Left(v, p * count * depth, depth, 1),
          kernel.data(),
          kernel.offset(panel, p),
          resources.scratch().zeros(),
          0,
          m,
          p * count * Lanes.PANEL,
          Lanes.PANEL,
          Lanes.NOTHING);
    }
  }

  private void transformOutputs(int piece, int panel, int worker, int[] places) {
    float[] m = resources.scratch().of(worker, PRODUCTS);
    float[] registers = resources.scratch().of(worker, REGISTERS);
    int first = grid.firstRow(piece);
    int count = grid.endRow(piece) - first;
    int column = panel * Lanes.PANEL;
    for (int i = 0; i < count; i++) {
      int tile = first + i;
      int top = tile % perImage / across * OUTPUTS;
      int left = tile % across * OUTPUTS;
      boolean whole = top + OUTPUTS <= y.height() && left + OUTPUTS <= y.width();
      float[] to = whole ? y.data() : resources.scratch().of(worker, PARTIAL_TILE);
      for (int p = 0; p < OUTPUTS * OUTPUTS; p++) {
        places[p] =
            whole
                ? y.pixel(tile / perImage, top + p / OUTPUTS, left + p % OUTPUTS) + column
                : p * Lanes.PANEL;
      }
      Winograd.output(
          m,
          i * Lanes.PANEL,
          count * Lanes.PANEL,
          bias,
          column,
          to,
          places,
          whole ? residual.plus() : Lanes.NOTHING,
          residual.scale(),
          registers);
      if (!whole) {
        copyInside(tile, top, left, column, to);
      }
    }
  }

  private void copyInside(int tile, int top, int left, int column, float[] from) {
    float[] plus = residual.plus();
    for (int i = 0; i < OUTPUTS && top + i < y.height(); i++) {
      for (int j = 0; j < OUTPUTS && left + j < y.width(); j++) {
        int to = y.pixel(tile / perImage, top + i, left + j) + column;
        int at = (i * OUTPUTS + j) * Lanes.PANEL;
        for (int c = 0; c < Lanes.PANEL; c++) {
          float sum = from[at + c] + (plus == Lanes.NOTHING ? 0 : plus[to + c]);
          y.data()[to + c] = sum * residual.scale();
        }
      }
    }
  }
}
