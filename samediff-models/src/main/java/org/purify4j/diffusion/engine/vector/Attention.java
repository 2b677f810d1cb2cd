package org.purify4j.diffusion.engine.vector;

import java.util.Arrays;
import org.purify4j.diffusion.engine.vector.Scratch.Slot;
import org.purify4j.diffusion.engine.vector.simd.Gemm;
import org.purify4j.diffusion.engine.vector.simd.Lanes;
import org.purify4j.diffusion.engine.vector.simd.SoftmaxRows;

/**
 * Multi-head self-attention over pixels. Scores exist for one block of pixels at a time and are
 * computed again for the gradient.
 */
final class Attention implements VectorKernel {
  private static final Slot PROBABILITIES = Slot.FIRST;
  private static final Slot SCORE_GRADIENTS = Slot.SECOND;
  private static final Slot RESULT = Slot.THIRD;
  private static final Slot VALUE_GRADIENTS = Slot.FOURTH;
  private static final Slot KEY_COLUMNS = Slot.FIFTH;
  private static final Slot VALUES = Slot.SIXTH;
  private static final Slot KEY_ROWS = Slot.SEVENTH;
  private static final Slot QUERY_ROWS = Slot.EIGHTH;
  private static final Slot GRADIENT_ROWS = Slot.NINTH;
  private static final Slot QUERY_GRADIENTS = Slot.TENTH;

  private static final int BLOCK = 16 * Gemm.ROWS;

  private final HeadInputs inputs;
  private final FeatureMap y;
  private final KernelResources resources;
  private final int depth;
  private final int pixels;
  private final int keys;
  private final int paddedDepth;
  private final int paddedKeys;
  private final float scale;

  Attention(HeadInputs inputs, FeatureMap y, KernelResources resources) {
    this.inputs = inputs;
    this.y = y;
    this.resources = resources;
    this.depth = inputs.depth();
    this.pixels = inputs.pixels();
    this.keys = inputs.keys();
    this.paddedDepth = Lanes.padded(depth);
    this.paddedKeys = Lanes.padded(keys);
    this.scale = (float) (1 / Math.sqrt(depth));
    Scratch scratch = resources.scratch();
    scratch.require(PROBABILITIES, (long) BLOCK * paddedKeys);
    scratch.require(RESULT, (long) pixels * paddedDepth);
    scratch.require(KEY_COLUMNS, (long) paddedKeys * depth);
    scratch.require(VALUES, (long) keys * paddedDepth);
  }

  private static Gemm.Left rows(Gemm.Left matrix, int row) {
    return new Gemm.Left(
        matrix.data(), matrix.offset() + row * matrix.rowStep(), matrix.rowStep(), matrix.stepK());
  }

  @Override
  public void forward() {
    inputs.overPieces(resources.workers(), this::attend);
  }

  private void attend(int piece, int worker) {
    Scratch scratch = resources.scratch();
    float[] keysAcross = scratch.of(worker, KEY_COLUMNS);
    Packed values = new Packed(scratch.of(worker, VALUES), keys);
    float[] scores = scratch.of(worker, PROBABILITIES);
    float[] result = scratch.of(worker, RESULT);
    inputs.packColumns(piece, 1, keysAcross);
    inputs.packRows(piece, 2, values.data());
    for (int row = 0; row < pixels; row += BLOCK) {
      int count = Math.min(BLOCK, pixels - row);
      probabilities(piece, row, count, keysAcross, scores);
      Gemm.Left left = new Gemm.Left(scores, 0, paddedKeys, 1);
      overDepth(count, left, values, values.all(), result, row, Lanes.NOTHING);
    }
    Panels.unpack(result, paddedDepth, pixels, depth, inputs.head(y, piece));
    inputs.clearPadding(y, piece);
  }

  /** Rows of softmax(scale·QKᵀ). */
  private void probabilities(int piece, int row, int count, float[] keysAcross, float[] scores) {
    overKeys(count, rows(inputs.part(piece, 0), row), keysAcross, scores);
    for (int i = 0; i < count; i++) {
      SoftmaxRows.row(scores, i * paddedKeys, keys, scale);
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
          resources.scratch().zeros(),
          0,
          to,
          column,
          paddedKeys,
          Lanes.NOTHING);
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
          resources.scratch().zeros(),
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
    Scratch scratch = resources.scratch();
    scratch.require(SCORE_GRADIENTS, (long) BLOCK * paddedKeys);
    scratch.require(VALUE_GRADIENTS, (long) pixels * paddedDepth);
    scratch.require(VALUES, (long) paddedKeys * depth);
    scratch.require(KEY_ROWS, (long) keys * paddedDepth);
    scratch.require(QUERY_ROWS, (long) pixels * paddedDepth);
    scratch.require(GRADIENT_ROWS, (long) pixels * paddedDepth);
    scratch.require(QUERY_GRADIENTS, (long) pixels * paddedDepth);
    FeatureMap[] maps = Arrays.stream(targets).map(Target::map).toArray(FeatureMap[]::new);
    return () ->
        inputs.overPieces(
            resources.workers(), (piece, worker) -> back(piece, gradient, maps, worker));
  }

  private void back(int piece, FeatureMap gradient, FeatureMap[] targets, int worker) {
    Scratch scratch = resources.scratch();
    float[] keysAcross = scratch.of(worker, KEY_COLUMNS);
    float[] valuesAcross = scratch.of(worker, VALUES);
    Packed keysDown = new Packed(scratch.of(worker, KEY_ROWS), keys);
    Packed queries = new Packed(scratch.of(worker, QUERY_ROWS), pixels);
    Packed gradients = new Packed(scratch.of(worker, GRADIENT_ROWS), pixels);
    float[] p = scratch.of(worker, PROBABILITIES);
    float[] scores = scratch.of(worker, SCORE_GRADIENTS);
    float[] ofQueries = scratch.of(worker, QUERY_GRADIENTS);
    float[] ofKeys = scratch.of(worker, RESULT);
    float[] ofValues = scratch.of(worker, VALUE_GRADIENTS);
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
      float[] before = row == 0 ? Lanes.NOTHING : ofValues;
      overDepth(pixels, turned, gradients, block, ofValues, 0, before);
      for (int i = 0; i < count; i++) {
        SoftmaxRows.gradientRow(p, i * paddedKeys, scores, i * paddedKeys, keys, scale);
      }
      Gemm.Left ofScores = new Gemm.Left(scores, 0, paddedKeys, 1);
      overDepth(count, ofScores, keysDown, keysDown.all(), ofQueries, row, Lanes.NOTHING);
      // dK += dSᵀ·Q
      turned = new Gemm.Left(scores, 0, 1, paddedKeys);
      before = row == 0 ? Lanes.NOTHING : ofKeys;
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
