package org.purify4j.diffusion.engine.vector;

import java.util.Arrays;
import org.purify4j.diffusion.engine.vector.Scratch.Use;
import org.purify4j.diffusion.engine.vector.simd.Gemm;
import org.purify4j.diffusion.engine.vector.simd.Lanes;
import org.purify4j.diffusion.engine.vector.simd.Softmax;

/**
 * Multi-head self-attention over pixels. Scores exist for one block of pixels at a time and are
 * computed again for the gradient.
 */
final class Attention implements Kernel {
  private static final int BLOCK = 16 * Gemm.ROWS;

  private final HeadInputs inputs;
  private final FeatureMap y;
  private final Workshop workshop;
  private final int depth;
  private final int pixels;
  private final int keys;
  private final int paddedDepth;
  private final int paddedKeys;
  private final float scale;

  Attention(HeadInputs inputs, FeatureMap y, Workshop workshop) {
    this.inputs = inputs;
    this.y = y;
    this.workshop = workshop;
    this.depth = inputs.depth();
    this.pixels = inputs.pixels();
    this.keys = inputs.keys();
    this.paddedDepth = Lanes.padded(depth);
    this.paddedKeys = Lanes.padded(keys);
    this.scale = (float) (1 / Math.sqrt(depth));
    Scratch scratch = workshop.scratch();
    scratch.require(Use.LEFT, (long) BLOCK * paddedKeys);
    scratch.require(Use.RESULT, (long) pixels * paddedDepth);
    scratch.require(Use.FIRST_PANELS, (long) paddedKeys * depth);
    scratch.require(Use.SECOND_PANELS, (long) keys * paddedDepth);
  }

  private static Gemm.Left rows(Gemm.Left matrix, int row) {
    return new Gemm.Left(
        matrix.data(), matrix.offset() + row * matrix.rowStep(), matrix.rowStep(), matrix.stepK());
  }

  @Override
  public void forward() {
    inputs.overPieces(workshop.team(), this::attend);
  }

  private void attend(int piece, int member) {
    Scratch scratch = workshop.scratch();
    float[] keysAcross = scratch.of(member, Use.FIRST_PANELS);
    Packed values = new Packed(scratch.of(member, Use.SECOND_PANELS), keys);
    float[] scores = scratch.of(member, Use.LEFT);
    float[] result = scratch.of(member, Use.RESULT);
    inputs.packColumns(piece, 1, keysAcross);
    inputs.packRows(piece, 2, values.data());
    for (int row = 0; row < pixels; row += BLOCK) {
      int count = Math.min(BLOCK, pixels - row);
      probabilities(piece, row, count, keysAcross, scores);
      Gemm.Left left = new Gemm.Left(scores, 0, paddedKeys, 1);
      overDepth(count, left, values, values.all(), result, row, null);
    }
    Panels.unpack(result, paddedDepth, pixels, depth, inputs.head(y, piece));
    inputs.clearPadding(y, piece);
  }

  /** Rows of softmax(scale·QKᵀ). */
  private void probabilities(int piece, int row, int count, float[] keysAcross, float[] scores) {
    overKeys(count, rows(inputs.part(piece, 0), row), keysAcross, scores);
    for (int i = 0; i < count; i++) {
      Softmax.row(scores, i * paddedKeys, keys, scale);
    }
  }

  /** A product with one column for each key. */
  private void overKeys(int count, Gemm.Left left, float[] panels, float[] to) {
    for (int column = 0; column < paddedKeys; column += Lanes.PANEL) {
      Gemm.multiply(
          count,
          depth,
          left,
          panels,
          column * depth,
          workshop.scratch().zeros(),
          0,
          to,
          column,
          paddedKeys,
          null);
    }
  }

  /** A product with one column for each of the head's channels, over some of the packed rows. */
  private void overDepth(
      int count, Gemm.Left left, Packed right, Rows rows, float[] to, int toRow, float[] plus) {
    for (int column = 0; column < paddedDepth; column += Lanes.PANEL) {
      Gemm.multiply(
          count,
          rows.count(),
          left,
          right.data(),
          column * right.rows() + rows.first() * Lanes.PANEL,
          workshop.scratch().zeros(),
          0,
          to,
          toRow * paddedDepth + column,
          paddedDepth,
          plus);
    }
  }

  private record Rows(int first, int count) {}

  private record Packed(float[] data, int rows) {
    Rows all() {
      return new Rows(0, rows);
    }
  }

  @Override
  public boolean readsInputAgain() {
    return true;
  }

  @Override
  public Runnable backward(FeatureMap gradient, Target[] targets) {
    Scratch scratch = workshop.scratch();
    scratch.require(Use.RIGHT, (long) BLOCK * paddedKeys);
    scratch.require(Use.OTHER_RESULT, (long) pixels * paddedDepth);
    scratch.require(Use.SECOND_PANELS, (long) paddedKeys * depth);
    scratch.require(Use.THIRD_PANELS, (long) keys * paddedDepth);
    scratch.require(Use.FOURTH_PANELS, (long) pixels * paddedDepth);
    scratch.require(Use.FIFTH_PANELS, (long) pixels * paddedDepth);
    scratch.require(Use.SUMS, (long) pixels * paddedDepth);
    FeatureMap[] maps = Arrays.stream(targets).map(Target::map).toArray(FeatureMap[]::new);
    return () ->
        inputs.overPieces(workshop.team(), (piece, member) -> back(piece, gradient, maps, member));
  }

  private void back(int piece, FeatureMap gradient, FeatureMap[] targets, int member) {
    Scratch scratch = workshop.scratch();
    float[] keysAcross = scratch.of(member, Use.FIRST_PANELS);
    float[] valuesAcross = scratch.of(member, Use.SECOND_PANELS);
    Packed keysDown = new Packed(scratch.of(member, Use.THIRD_PANELS), keys);
    Packed queries = new Packed(scratch.of(member, Use.FOURTH_PANELS), pixels);
    Packed gradients = new Packed(scratch.of(member, Use.FIFTH_PANELS), pixels);
    float[] p = scratch.of(member, Use.LEFT);
    float[] scores = scratch.of(member, Use.RIGHT);
    float[] ofQueries = scratch.of(member, Use.SUMS);
    float[] ofKeys = scratch.of(member, Use.RESULT);
    float[] ofValues = scratch.of(member, Use.OTHER_RESULT);
    Gemm.Left through = inputs.head(gradient, piece);
    inputs.packColumns(piece, 1, keysAcross);
    inputs.packColumns(piece, 2, valuesAcross);
    inputs.packRows(piece, 1, keysDown.data());
    Panels.of(inputs.part(piece, 0), 0, pixels, depth, queries.data(), pixels);
    Panels.of(through, 0, pixels, depth, gradients.data(), pixels);
    for (int row = 0; row < pixels; row += BLOCK) {
      int count = Math.min(BLOCK, pixels - row);
      Rows block = new Rows(row, count);
      probabilities(piece, row, count, keysAcross, p);
      overKeys(count, rows(through, row), valuesAcross, scores);
      // dV += Pᵀ·dO; what was learned needs no gradient
      Gemm.Left turned = new Gemm.Left(p, 0, 1, paddedKeys);
      float[] before = row == 0 ? null : ofValues;
      overDepth(pixels, turned, gradients, block, ofValues, 0, before);
      for (int i = 0; i < count; i++) {
        Softmax.gradientRow(p, i * paddedKeys, scores, i * paddedKeys, keys, scale);
      }
      Gemm.Left ofScores = new Gemm.Left(scores, 0, paddedKeys, 1);
      overDepth(count, ofScores, keysDown, keysDown.all(), ofQueries, row, null);
      // dK += dSᵀ·Q
      turned = new Gemm.Left(scores, 0, 1, paddedKeys);
      before = row == 0 ? null : ofKeys;
      overDepth(pixels, turned, queries, block, ofKeys, 0, before);
    }
    float[][] parts = {ofQueries, ofKeys, ofValues};
    for (int i = 0; i < parts.length; i++) {
      Panels.unpack(parts[i], paddedDepth, pixels, depth, inputs.part(targets, piece, i));
    }
    for (FeatureMap target : targets) {
      inputs.clearPadding(target, piece);
    }
  }
}
