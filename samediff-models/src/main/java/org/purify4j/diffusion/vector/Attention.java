package org.purify4j.diffusion.vector;

import java.util.Arrays;
import org.purify4j.diffusion.net.Op;
import org.purify4j.diffusion.simd.Gemm;
import org.purify4j.diffusion.simd.Lanes;
import org.purify4j.diffusion.simd.Softmax;
import org.purify4j.diffusion.vector.Scratch.Use;

/**
 * Multi-head self-attention over pixels. A piece of work is one head of one image; its scores exist
 * for one block of pixels at a time and are computed again for the gradient.
 */
final class Attention implements Kernel {
  private static final int BLOCK = 16 * Gemm.ROWS;

  private final Op.Attention op;
  private final FeatureMap qkv;
  private final FeatureMap y;
  private final Workshop workshop;
  private final int depth;
  private final int pixels;
  private final int paddedDepth;
  private final int paddedPixels;
  private final float scale;

  Attention(Op.Attention op, FeatureMap qkv, FeatureMap y, Workshop workshop) {
    this.op = op;
    this.qkv = qkv;
    this.y = y;
    this.workshop = workshop;
    this.depth = y.channels() / op.heads();
    this.pixels = y.pixels();
    this.paddedDepth = Lanes.padded(depth);
    this.paddedPixels = Lanes.padded(pixels);
    this.scale = (float) (1 / Math.sqrt(depth));
    Scratch scratch = workshop.scratch();
    scratch.require(Use.LEFT, (long) BLOCK * paddedPixels);
    scratch.require(Use.RESULT, (long) pixels * paddedDepth);
    scratch.require(Use.FIRST_PANELS, (long) paddedPixels * depth);
    scratch.require(Use.SECOND_PANELS, (long) pixels * paddedDepth);
  }

  /** Where queries (0), keys (1) or values (2) of a piece's head begin. */
  private int part(int piece, int index) {
    int head = piece % op.heads();
    int channel =
        op.layout() == Op.Attention.Layout.HEADS_FIRST
            ? (3 * head + index) * depth
            : (index * op.heads() + head) * depth;
    return qkv.image(piece / op.heads()) + channel;
  }

  private Gemm.Left rows(FeatureMap map, int offset, int row) {
    return new Gemm.Left(map.data(), offset + row * map.stride(), map.stride(), 1);
  }

  @Override
  public void forward() {
    workshop
        .team()
        .run(
            y.batch() * op.heads(),
            (from, to, member) -> {
              for (int piece = from; piece < to; piece++) {
                attend(piece, member);
              }
            });
  }

  private void attend(int piece, int member) {
    Scratch scratch = workshop.scratch();
    float[] keys = scratch.of(member, Use.FIRST_PANELS);
    float[] values = scratch.of(member, Use.SECOND_PANELS);
    float[] scores = scratch.of(member, Use.LEFT);
    float[] result = scratch.of(member, Use.RESULT);
    Panels.transposed(qkv, part(piece, 1), pixels, depth, keys);
    Panels.of(qkv, part(piece, 2), pixels, depth, values);
    Rows all = new Rows(0, pixels);
    for (int row = 0; row < pixels; row += BLOCK) {
      int count = Math.min(BLOCK, pixels - row);
      probabilities(piece, row, count, keys, scores);
      Gemm.Left left = new Gemm.Left(scores, 0, paddedPixels, 1);
      overDepth(count, left, values, all, result, row, null);
    }
    int head = piece % op.heads() * depth;
    copyBack(result, y, y.image(piece / op.heads()) + head);
    if (piece % op.heads() == op.heads() - 1) {
      clearPadding(y, piece / op.heads());
    }
  }

  /** Rows of softmax(scale·QKᵀ). */
  private void probabilities(int piece, int row, int count, float[] keys, float[] scores) {
    Gemm.Left queries = rows(qkv, part(piece, 0), row);
    overPixels(count, queries, keys, scores);
    for (int i = 0; i < count; i++) {
      Softmax.row(scores, i * paddedPixels, pixels, scale);
    }
  }

  /** A product with one column for each pixel. */
  private void overPixels(int count, Gemm.Left left, float[] panels, float[] to) {
    for (int column = 0; column < paddedPixels; column += Lanes.PANEL) {
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
          paddedPixels,
          null);
    }
  }

  /** A product with one column for each of the head's channels, over some of the panels' rows. */
  private void overDepth(
      int count, Gemm.Left left, float[] panels, Rows rows, float[] to, int toRow, float[] plus) {
    for (int column = 0; column < paddedDepth; column += Lanes.PANEL) {
      Gemm.multiply(
          count,
          rows.count(),
          left,
          panels,
          column * pixels + rows.first() * Lanes.PANEL,
          workshop.scratch().zeros(),
          0,
          to,
          toRow * paddedDepth + column,
          paddedDepth,
          plus);
    }
  }

  private record Rows(int first, int count) {}

  private void copyBack(float[] rows, FeatureMap map, int offset) {
    for (int pixel = 0; pixel < pixels; pixel++) {
      System.arraycopy(rows, pixel * paddedDepth, map.data(), offset + pixel * map.stride(), depth);
    }
  }

  private static void clearPadding(FeatureMap map, int image) {
    for (int pixel = 0; pixel < map.pixels() && map.channels() < map.stride(); pixel++) {
      int start = map.image(image) + pixel * map.stride();
      Arrays.fill(map.data(), start + map.channels(), start + map.stride(), 0f);
    }
  }

  @Override
  public boolean readsInputAgain() {
    return true;
  }

  @Override
  public Runnable backward(FeatureMap gradient, Target[] targets) {
    Scratch scratch = workshop.scratch();
    scratch.require(Use.RIGHT, (long) BLOCK * paddedPixels);
    scratch.require(Use.OTHER_RESULT, (long) pixels * paddedDepth);
    scratch.require(Use.SECOND_PANELS, (long) paddedPixels * depth);
    scratch.require(Use.THIRD_PANELS, (long) pixels * paddedDepth);
    scratch.require(Use.FOURTH_PANELS, (long) pixels * paddedDepth);
    scratch.require(Use.FIFTH_PANELS, (long) pixels * paddedDepth);
    scratch.require(Use.SUMS, (long) pixels * paddedDepth);
    FeatureMap target = targets[0].map();
    return () ->
        workshop
            .team()
            .run(
                y.batch() * op.heads(),
                (from, to, member) -> {
                  for (int piece = from; piece < to; piece++) {
                    back(piece, gradient, target, member);
                  }
                });
  }

  private void back(int piece, FeatureMap gradient, FeatureMap target, int member) {
    Scratch scratch = workshop.scratch();
    float[] keysAcross = scratch.of(member, Use.FIRST_PANELS);
    float[] valuesAcross = scratch.of(member, Use.SECOND_PANELS);
    float[] keys = scratch.of(member, Use.THIRD_PANELS);
    float[] queries = scratch.of(member, Use.FOURTH_PANELS);
    float[] gradients = scratch.of(member, Use.FIFTH_PANELS);
    float[] p = scratch.of(member, Use.LEFT);
    float[] scores = scratch.of(member, Use.RIGHT);
    float[] ofQueries = scratch.of(member, Use.SUMS);
    float[] ofKeys = scratch.of(member, Use.RESULT);
    float[] ofValues = scratch.of(member, Use.OTHER_RESULT);
    int through = gradient.image(piece / op.heads()) + piece % op.heads() * depth;
    Panels.transposed(qkv, part(piece, 1), pixels, depth, keysAcross);
    Panels.transposed(qkv, part(piece, 2), pixels, depth, valuesAcross);
    Panels.of(qkv, part(piece, 1), pixels, depth, keys);
    Panels.of(qkv, part(piece, 0), pixels, depth, queries);
    Panels.of(gradient, through, pixels, depth, gradients);
    Rows all = new Rows(0, pixels);
    for (int row = 0; row < pixels; row += BLOCK) {
      int count = Math.min(BLOCK, pixels - row);
      Rows block = new Rows(row, count);
      probabilities(piece, row, count, keysAcross, p);
      overPixels(count, rows(gradient, through, row), valuesAcross, scores);
      // dV += Pᵀ·dO
      Gemm.Left turned = new Gemm.Left(p, 0, 1, paddedPixels);
      float[] before = row == 0 ? null : ofValues;
      overDepth(pixels, turned, gradients, block, ofValues, 0, before);
      for (int i = 0; i < count; i++) {
        Softmax.gradientRow(p, i * paddedPixels, scores, i * paddedPixels, pixels, scale);
      }
      Gemm.Left ofScores = new Gemm.Left(scores, 0, paddedPixels, 1);
      overDepth(count, ofScores, keys, all, ofQueries, row, null);
      // dK += dSᵀ·Q
      turned = new Gemm.Left(scores, 0, 1, paddedPixels);
      before = row == 0 ? null : ofKeys;
      overDepth(pixels, turned, queries, block, ofKeys, 0, before);
    }
    int toImage = target.image(piece / op.heads()) - qkv.image(piece / op.heads());
    copyBack(ofQueries, target, part(piece, 0) + toImage);
    copyBack(ofKeys, target, part(piece, 1) + toImage);
    copyBack(ofValues, target, part(piece, 2) + toImage);
    if (piece % op.heads() == op.heads() - 1) {
      clearPadding(target, piece / op.heads());
    }
  }
}
