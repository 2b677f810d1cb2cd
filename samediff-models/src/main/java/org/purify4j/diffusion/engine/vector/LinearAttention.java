package org.purify4j.diffusion.engine.vector;

import org.purify4j.diffusion.engine.vector.Scratch.Use;
import org.purify4j.diffusion.engine.vector.simd.Gemm;
import org.purify4j.diffusion.engine.vector.simd.Lanes;
import org.purify4j.diffusion.engine.vector.simd.Softmax;

/**
 * Linear attention over pixels: with q softmaxed over d and k over pixels, {@code C = scale·kᵀv} is
 * {@code [d, d]} and {@code y = q·C}, a row for each pixel. Everything but the inputs is computed
 * again for the gradient.
 */
final class LinearAttention implements Kernel {
  private final HeadInputs inputs;
  private final FeatureMap y;
  private final Workshop workshop;
  private final int depth;
  private final int pixels;
  private final int keys;
  private final int paddedDepth;
  private final int paddedKeys;
  private final float scale;

  LinearAttention(HeadInputs inputs, FeatureMap y, Workshop workshop) {
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
    scratch.require(Use.LEFT, (long) depth * paddedKeys);
    scratch.require(Use.RIGHT, (long) pixels * paddedDepth);
    scratch.require(Use.RESULT, (long) pixels * paddedDepth);
    scratch.require(Use.FIRST_PANELS, (long) paddedKeys * paddedDepth);
    scratch.require(Use.SECOND_PANELS, (long) paddedDepth * paddedDepth);
    scratch.require(Use.SUMS, (long) depth * paddedDepth);
  }

  @Override
  public void forward() {
    inputs.overPieces(workshop.team(), this::attend);
  }

  private void attend(int piece, int member) {
    float[] result = workshop.scratch().of(member, Use.RESULT);
    float[] panels = workshop.scratch().of(member, Use.SECOND_PANELS);
    float[] context = context(piece, member, keys(piece, member));
    Panels.of(matrix(context), 0, depth, depth, panels, depth);
    multiply(pixels, depth, matrix(queries(piece, member)), panels, result);
    Panels.unpack(result, paddedDepth, pixels, depth, inputs.head(y, piece));
    inputs.clearPadding(y, piece);
  }

  /** The softmax of the keys, {@code [depth, keys]} in rows of {@code paddedKeys}. */
  private float[] keys(int piece, int member) {
    float[] soft = workshop.scratch().of(member, Use.LEFT);
    turn(inputs.part(piece, 1), 0, pixels, soft);
    turn(inputs.learned(piece, 1), pixels, keys - pixels, soft);
    for (int channel = 0; channel < depth; channel++) {
      Softmax.row(soft, channel * paddedKeys, keys, 1);
    }
    return soft;
  }

  private void turn(Gemm.Left from, int first, int rows, float[] to) {
    for (int channel = 0; channel < depth; channel++) {
      int at = from.offset() + channel * from.stepK();
      for (int row = 0; row < rows; row++) {
        to[channel * paddedKeys + first + row] = from.data()[at];
        at += from.rowStep();
      }
    }
  }

  /** The softmax of the queries, {@code [pixels, depth]} in rows of {@code paddedDepth}. */
  private float[] queries(int piece, int member) {
    float[] soft = workshop.scratch().of(member, Use.RIGHT);
    Gemm.Left from = inputs.part(piece, 0);
    for (int pixel = 0; pixel < pixels; pixel++) {
      int at = from.offset() + pixel * from.rowStep();
      System.arraycopy(from.data(), at, soft, pixel * paddedDepth, depth);
      Softmax.row(soft, pixel * paddedDepth, depth, 1);
    }
    return soft;
  }

  /** C, in rows of {@code paddedDepth}. */
  private float[] context(int piece, int member, float[] softKeys) {
    float[] values = workshop.scratch().of(member, Use.FIRST_PANELS);
    float[] context = workshop.scratch().of(member, Use.SUMS);
    inputs.packRows(piece, 2, values);
    multiply(depth, keys, new Gemm.Left(softKeys, 0, paddedKeys, 1), values, context);
    Kernels.scale(context, scale, 0, depth * paddedDepth);
    return context;
  }

  private Gemm.Left matrix(float[] rows) {
    return new Gemm.Left(rows, 0, paddedDepth, 1);
  }

  /** A product with one column for each of the head's channels. */
  private void multiply(int rows, int inner, Gemm.Left left, float[] panels, float[] to) {
    multiply(rows, inner, left, panels, to, paddedDepth);
  }

  private void multiply(
      int rows, int inner, Gemm.Left left, float[] panels, float[] to, int columns) {
    for (int column = 0; column < columns; column += Lanes.PANEL) {
      Gemm.multiply(
          rows,
          inner,
          left,
          panels,
          column * inner,
          workshop.scratch().zeros(),
          0,
          to,
          column,
          columns,
          null);
    }
  }

  @Override
  public boolean readsInputAgain() {
    return true;
  }

  @Override
  public Runnable backward(FeatureMap gradient, Target[] targets) {
    Scratch scratch = workshop.scratch();
    scratch.require(Use.OTHER_RESULT, (long) depth * paddedKeys);
    scratch.require(Use.THIRD_PANELS, (long) pixels * paddedDepth);
    scratch.require(Use.PRODUCTS, (long) depth * paddedDepth);
    FeatureMap[] target = {targets[0].map()};
    return () ->
        inputs.overPieces(
            workshop.team(), (piece, member) -> back(piece, gradient, target, member));
  }

  private void back(int piece, FeatureMap gradient, FeatureMap[] target, int member) {
    Scratch scratch = workshop.scratch();
    float[] small = scratch.of(member, Use.SECOND_PANELS);
    float[] values = scratch.of(member, Use.FIRST_PANELS);
    float[] result = scratch.of(member, Use.RESULT);
    float[] ofContext = scratch.of(member, Use.PRODUCTS);
    Gemm.Left through = inputs.head(gradient, piece);
    float[] softKeys = keys(piece, member);
    float[] softQueries = queries(piece, member);

    // dq = dO·Cᵀ
    float[] context = context(piece, member, softKeys);
    Panels.transposed(matrix(context), depth, depth, small);
    multiply(pixels, depth, through, small, result);
    for (int pixel = 0; pixel < pixels; pixel++) {
      int at = pixel * paddedDepth;
      Softmax.gradientRow(softQueries, at, result, at, depth, 1);
    }
    Panels.unpack(result, paddedDepth, pixels, depth, inputs.part(target, piece, 0));

    // dC = scale·qᵀ·dO
    float[] gradients = scratch.of(member, Use.THIRD_PANELS);
    Panels.of(through, 0, pixels, depth, gradients, pixels);
    multiply(depth, pixels, new Gemm.Left(softQueries, 0, 1, paddedDepth), gradients, ofContext);
    Kernels.scale(ofContext, scale, 0, depth * paddedDepth);

    // dv = k·dC
    Panels.of(matrix(ofContext), 0, depth, depth, small, depth);
    multiply(pixels, depth, new Gemm.Left(softKeys, 0, 1, paddedKeys), small, result);
    Panels.unpack(result, paddedDepth, pixels, depth, inputs.part(target, piece, 2));

    // dkᵀ = dC·vᵀ
    float[] ofKeys = scratch.of(member, Use.OTHER_RESULT);
    inputs.packColumns(piece, 2, values);
    multiply(depth, depth, matrix(ofContext), values, ofKeys, paddedKeys);
    Gemm.Left keyPart = inputs.part(target, piece, 1);
    for (int channel = 0; channel < depth; channel++) {
      int at = channel * paddedKeys;
      Softmax.gradientRow(softKeys, at, ofKeys, at, keys, 1);
      for (int pixel = 0; pixel < pixels; pixel++) {
        keyPart.data()[keyPart.offset() + pixel * keyPart.rowStep() + channel] = ofKeys[at + pixel];
      }
    }
    inputs.clearPadding(target[0], piece);
  }
}
