package org.purify4j.diffusion.engine.vector;

import static org.purify4j.diffusion.engine.vector.simd.Winograd.INPUTS;
import static org.purify4j.diffusion.engine.vector.simd.Winograd.OUTPUTS;
import static org.purify4j.diffusion.engine.vector.simd.Winograd.POINTS;

import org.purify4j.diffusion.engine.vector.Scratch.Use;
import org.purify4j.diffusion.engine.vector.simd.Gemm;
import org.purify4j.diffusion.engine.vector.simd.Lanes;
import org.purify4j.diffusion.engine.vector.simd.Winograd;

/**
 * A 3×3 convolution that keeps the size, by {@link Winograd}'s minimal filtering: a block of tiles
 * is transformed, multiplied point by point with one panel of outputs after the other, and
 * transformed back, so that nothing but weights leaves the cache.
 */
final class WinogradPass implements Runnable {
  /** Floats of transformed inputs that a block may take: what a core's second cache holds. */
  private static final int BLOCK_FLOATS = 150_000;

  private static final int LARGEST_BLOCK = 10 * Gemm.ROWS;

  private final FeatureMap x;
  private final FeatureMap y;
  private final Addend addend;
  private final float[] bias;
  private final PackedKernel kernel;
  private final Workshop workshop;
  private final int across;
  private final int perImage;
  private final int depth;
  private final Grid grid;

  WinogradPass(
      FeatureMap x,
      FeatureMap y,
      Addend addend,
      float[] bias,
      PackedKernel kernel,
      Workshop workshop) {
    this.x = x;
    this.y = y;
    this.addend = addend;
    this.bias = bias;
    this.kernel = kernel;
    this.workshop = workshop;
    this.across = tiles(x.width());
    this.perImage = tilesOfAnImage(x);
    this.depth = (x.channels() + Lanes.COUNT - 1) / Lanes.COUNT * Lanes.COUNT;
    int largest = Math.min(LARGEST_BLOCK, Math.max(Gemm.ROWS, BLOCK_FLOATS / (POINTS * depth)));
    int members = workshop.team().members();
    this.grid = Grid.of(x.batch() * perImage, largest, kernel.panels(), members);
    long points = (long) POINTS * grid.blockRows();
    workshop.scratch().require(Use.LEFT, points * depth);
    workshop.scratch().require(Use.RESULT, points * Lanes.PANEL);
    workshop.scratch().require(Use.OTHER_RESULT, OUTPUTS * OUTPUTS * Lanes.PANEL);
    workshop.scratch().require(Use.REGISTERS, POINTS * Lanes.COUNT);
  }

  static int tilesOfAnImage(FeatureMap x) {
    return tiles(x.height()) * tiles(x.width());
  }

  static int tiles(int pixels) {
    return (pixels + OUTPUTS - 1) / OUTPUTS;
  }

  @Override
  public void run() {
    workshop
        .team()
        .run(
            grid.pieces(),
            (from, to, member) -> {
              int[] places = new int[POINTS];
              for (int piece = from; piece < to; piece++) {
                transformInputs(piece, member, places);
                for (int panel = grid.firstPanel(piece); panel < grid.endPanel(piece); panel++) {
                  multiply(piece, panel, member);
                  transformOutputs(piece, panel, member, places);
                }
              }
            });
  }

  private void transformInputs(int piece, int member, int[] places) {
    float[] v = workshop.scratch().of(member, Use.LEFT);
    float[] registers = workshop.scratch().of(member, Use.REGISTERS);
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

  private void multiply(int piece, int panel, int member) {
    float[] v = workshop.scratch().of(member, Use.LEFT);
    float[] m = workshop.scratch().of(member, Use.RESULT);
    int count = grid.endRow(piece) - grid.firstRow(piece);
    for (int p = 0; p < POINTS; p++) {
      Gemm.multiply(
          count,
          kernel.depth(),
          new Gemm.Left(v, p * count * depth, depth, 1),
          kernel.data(),
          kernel.offset(panel, p),
          workshop.scratch().zeros(),
          0,
          m,
          p * count * Lanes.PANEL,
          Lanes.PANEL,
          null);
    }
  }

  private void transformOutputs(int piece, int panel, int member, int[] places) {
    float[] m = workshop.scratch().of(member, Use.RESULT);
    float[] registers = workshop.scratch().of(member, Use.REGISTERS);
    int first = grid.firstRow(piece);
    int count = grid.endRow(piece) - first;
    int column = panel * Lanes.PANEL;
    for (int i = 0; i < count; i++) {
      int tile = first + i;
      int top = tile % perImage / across * OUTPUTS;
      int left = tile % across * OUTPUTS;
      boolean whole = top + OUTPUTS <= y.height() && left + OUTPUTS <= y.width();
      float[] to = whole ? y.data() : workshop.scratch().of(member, Use.OTHER_RESULT);
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
          whole ? addend.plus() : null,
          addend.scale(),
          registers);
      if (!whole) {
        copyInside(tile, top, left, column, to);
      }
    }
  }

  private void copyInside(int tile, int top, int left, int column, float[] from) {
    float[] plus = addend.plus();
    for (int i = 0; i < OUTPUTS && top + i < y.height(); i++) {
      for (int j = 0; j < OUTPUTS && left + j < y.width(); j++) {
        int to = y.pixel(tile / perImage, top + i, left + j) + column;
        int at = (i * OUTPUTS + j) * Lanes.PANEL;
        for (int c = 0; c < Lanes.PANEL; c++) {
          float sum = from[at + c] + (plus == null ? 0 : plus[to + c]);
          y.data()[to + c] = sum * addend.scale();
        }
      }
    }
  }
}
