package org.purify4j.diffusion.engine.vector;

import org.purify4j.diffusion.engine.vector.Scratch.Slot;
import org.purify4j.diffusion.engine.vector.simd.Gemm;
import org.purify4j.diffusion.engine.vector.simd.Lanes;
import org.purify4j.diffusion.engine.vector.simd.SoftmaxRows;

/**
 * Linear attention over pixels: with q softmaxed over d and k over pixels, {@code C = scale·kᵀv} is
 * {@code [d, d]} and {@code y = q·C}, a row for each pixel. Everything but the inputs is computed
 * again for the gradient.
 */
final class LinearAttention implements VectorKernel {
  private static final Slot SOFT_KEYS = Slot.FIRST;
  private static final Slot SOFT_QUERIES = Slot.SECOND;
  private static final Slot RESULT = Slot.THIRD;
  private static final Slot KEY_GRADIENTS = Slot.FOURTH;
  private static final Slot VALUE_PANELS = Slot.FIFTH;
  private static final Slot CONTEXT_PANELS = Slot.SIXTH;
  private static final Slot GRADIENT_PANELS = Slot.SEVENTH;
  private static final Slot CONTEXT = Slot.TENTH;
  private static final Slot CONTEXT_GRADIENT = Slot.ELEVENTH;

  private final HeadInputs inputs;
  private final FeatureMap y;
  private final KernelResources resources;
  private final int depth;
  private final int pixels;
  private final int keys;
  private final int paddedDepth;
  private final int paddedKeys;
  private final float scale;

  LinearAttention(HeadInputs inputs, FeatureMap y, KernelResources resources) {
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
    scratch.require(SOFT_KEYS, (long) depth * paddedKeys);
    scratch.require(SOFT_QUERIES, (long) pixels * paddedDepth);
    scratch.require(RESULT, (long) pixels * paddedDepth);
    scratch.require(VALUE_PANELS, (long) paddedKeys * paddedDepth);
    scratch.require(CONTEXT_PANELS, (long) paddedDepth * paddedDepth);
    scratch.require(CONTEXT, (long) depth * paddedDepth);
  }

  @Override
  public void forward() {
    inputs.overPieces(resources.workers(), this::attend);
  }

  private void attend(int piece, int worker) {
    float[] result = resources.scratch().of(worker, RESULT);
    float[] panels = resources.scratch().of(worker, CONTEXT_PANELS);
    float[] context = context(piece, worker, keys(piece, worker));
    Panels.of(matrix(context), 0, depth, depth, panels, depth);
    multiply(pixels, depth, matrix(queries(piece, worker)), panels, result);
    Panels.unpack(result, paddedDepth, pixels, depth, inputs.head(y, piece));
    inputs.clearPadding(y, piece);
  }

  /** The softmax of the keys, {@code [depth, keys]} in rows of {@code paddedKeys}. */
  private float[] keys(int piece, int worker) {
    float[] soft = resources.scratch().of(worker, SOFT_KEYS);
    turn(inputs.part(piece, 1), 0, pixels, soft);
    turn(inputs.learned(piece, 1), pixels, keys - pixels, soft);
    for (int channel = 0; channel < depth; channel++) {
      SoftmaxRows.row(soft, channel * paddedKeys, keys, 1);
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
  private float[] queries(int piece, int worker) {
    float[] soft = resources.scratch().of(worker, SOFT_QUERIES);
    Gemm.Left from = inputs.part(piece, 0);
    for (int pixel = 0; pixel < pixels; pixel++) {
      int at = from.offset() + pixel * from.rowStep();
      System.arraycopy(from.data(), at, soft, pixel * paddedDepth, depth);
      SoftmaxRows.row(soft, pixel * paddedDepth, depth, 1);
    }
    return soft;
  }

  /** C, in rows of {@code paddedDepth}. */
  private float[] context(int piece, int worker, float[] softKeys) {
    float[] values = resources.scratch().of(worker, VALUE_PANELS);
    float[] context = resources.scratch().of(worker, CONTEXT);
    inputs.packRows(piece, 2, values);
    multiply(depth, keys, new Gemm.Left(softKeys, 0, paddedKeys, 1), values, context);
    VectorKernels.scale(context, scale, 0, depth * paddedDepth);
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
          resources.scratch().zeros(),
          0,
          to,
          column,
          columns,
          Lanes.NOTHING);
    }
  }

  @Override
  public boolean readsInputAgain() {
    return true;
  }

  @Override
  public Runnable backward(FeatureMap gradient, Target[] targets) {
    Scratch scratch = resources.scratch();
    scratch.require(KEY_GRADIENTS, (long) depth * paddedKeys);
    scratch.require(GRADIENT_PANELS, (long) pixels * paddedDepth);
    scratch.require(CONTEXT_GRADIENT, (long) depth * paddedDepth);
    FeatureMap[] target = {targets[0].map()};
    return () ->
        inputs.overPieces(
            resources.workers(), (piece, worker) -> back(piece, gradient, target, worker));
  }

  private void back(int piece, FeatureMap gradient, FeatureMap[] target, int worker) {
    Scratch scratch = resources.scratch();
    float[] small = scratch.of(worker, CONTEXT_PANELS);
    float[] values = scratch.of(worker, VALUE_PANELS);
    float[] result = scratch.of(worker, RESULT);
    float[] ofContext = scratch.of(worker, CONTEXT_GRADIENT);
    Gemm.Left through = inputs.head(gradient, piece);
    float[] softKeys = keys(piece, worker);
    float[] softQueries = queries(piece, worker);

    // dq = dO·Cᵀ
    float[] context = context(piece, worker, softKeys);
    Panels.transposed(matrix(context), depth, depth, small);
    multiply(pixels, depth, through, small, result);
    for (int pixel = 0; pixel < pixels; pixel++) {
      int at = pixel * paddedDepth;
      SoftmaxRows.gradientRow(softQueries, at, result, at, depth, 1);
    }
    Panels.unpack(result, paddedDepth, pixels, depth, inputs.part(target, piece, 0));

    // dC = scale·qᵀ·dO
    float[] gradients = scratch.of(worker, GRADIENT_PANELS);
    Panels.of(through, 0, pixels, depth, gradients, pixels);
    multiply(depth, pixels, new Gemm.Left(softQueries, 0, 1, paddedDepth), gradients, ofContext);
    VectorKernels.scale(ofContext, scale, 0, depth * paddedDepth);

    // dv = k·dC
    Panels.of(matrix(ofContext), 0, depth, depth, small, depth);
    multiply(pixels, depth, new Gemm.Left(softKeys, 0, 1, paddedKeys), small, result);
    Panels.unpack(result, paddedDepth, pixels, depth, inputs.part(target, piece, 2));

    // dkᵀ = dC·vᵀ
    float[] ofKeys = scratch.of(worker, KEY_GRADIENTS);
    inputs.packColumns(piece, 2, values);
    multiply(depth, depth, matrix(ofContext), values, ofKeys, paddedKeys);
    Gemm.Left keyPart = inputs.part(target, piece, 1);
    for (int channel = 0; channel < depth; channel++) {
      int at = channel * paddedKeys;
      SoftmaxRows.gradientRow(softKeys, at, ofKeys, at, keys, 1);
      for (int pixel = 0; pixel < pixels; pixel++) {
        keyPart.data()[keyPart.offset() + pixel * keyPart.rowStep() + channel] = ofKeys[at + pixel];
      }
    }
    inputs.clearPadding(target[0], piece);
  }
}
