package org.purify4j.diffusion.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.engine.nd4j.NativeOp.Transposed;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Op;
import org.purify4j.diffusion.network.Op.Attention.Layout;

/**
 * Linear attention over pixels: per head, with q softmaxed over d and k over pixels and learned
 * columns, {@code C = k·vᵀ/√d} and {@code y = Cᵀ·q}.
 */
final class LinearAttentionKernel implements Nd4jKernel {
  private static final int DEPTH_AXIS = 1;
  private static final int COLUMN_AXIS = 2;

  private final KernelContext context;
  private final QueryKeyValue order;
  private final LearnedColumns memory;
  private final long rows;
  private final long depth;
  private final long pixels;
  private final long seen;
  private final INDArray queries;
  private final INDArray keys;
  private final INDArray values;
  private final INDArray keyValues;
  private final INDArray scale;
  private final Runnable forward;

  LinearAttentionKernel(Op.LinearAttention op, KernelContext context) {
    this.context = context;
    this.order = new QueryKeyValue(Layout.QKV_FIRST, op.heads());
    this.memory = new LearnedColumns(op.memory().map(context::rawWeight));
    INDArray y = context.output();
    this.rows = y.size(0) * op.heads();
    this.depth = y.size(1) / op.heads();
    this.pixels = y.size(2) * y.size(3);
    this.seen = pixels + memory.count();
    Arena arena = context.arena();
    this.queries = arena.acquire(rows, depth, pixels);
    this.keys = arena.acquire(rows, depth, seen);
    this.values = arena.acquire(rows, depth, seen);
    this.keyValues = arena.acquire(rows, depth, depth);
    this.scale =
        arena.constant(Nd4j.valueArrayOf(new long[] {1, 1, 1}, 1 / Math.sqrt(depth), arena.type()));
    this.forward = forward();
    if (!context.keepsForGradient()) {
      arena.release(queries);
      arena.release(keys);
      arena.release(values);
      arena.release(keyValues);
    }
  }

  private Runnable forward() {
    INDArray output = context.output().reshape('c', rows, depth, pixels);
    return Sequence.of(
        memory.split(context, order, queries, keys, values),
        context.op("softmax", new INDArray[] {queries}, queries, DEPTH_AXIS),
        context.op("softmax", new INDArray[] {keys}, keys, COLUMN_AXIS),
        context.matmul(keys, Transposed.NO, values, Transposed.YES, keyValues),
        context.pairwise("multiply", keyValues, scale, keyValues),
        context.matmul(keyValues, Transposed.YES, queries, Transposed.NO, output));
  }

  @Override
  public void forward(Conditioning conditioning) {
    forward.run();
  }

  @Override
  public Runnable backward(INDArray gradient, INDArray[] targets) {
    Arena arena = context.arena();
    INDArray output = gradient.reshape('c', rows, depth, pixels);
    INDArray ofContext = arena.acquire(rows, depth, depth);
    INDArray ofQueries = arena.acquire(rows, depth, pixels);
    INDArray ofKeys = arena.acquire(rows, depth, seen);
    INDArray ofValues = arena.acquire(rows, depth, seen);
    Runnable steps =
        Sequence.of(
            context.matmul(keyValues, Transposed.NO, output, Transposed.NO, ofQueries),
            context.matmul(queries, Transposed.NO, output, Transposed.YES, ofContext),
            context.pairwise("multiply", ofContext, scale, ofContext),
            context.matmul(ofContext, Transposed.NO, values, Transposed.NO, ofKeys),
            context.matmul(ofContext, Transposed.YES, keys, Transposed.NO, ofValues),
            SoftmaxGradient.overColumns(context, queries, ofQueries),
            SoftmaxGradient.overRows(context, keys, ofKeys),
            memory.join(context, order, new INDArray[] {ofQueries, ofKeys, ofValues}, targets));
    arena.release(ofContext);
    arena.release(ofQueries);
    arena.release(ofKeys);
    arena.release(ofValues);
    return steps;
  }
}
