package org.purify4j.diffusion.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.engine.nd4j.NativeOp.Transposed;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Op;

/**
 * Multi-head self-attention over pixels: per head, {@code v · softmax(qᵀk / √d)ᵀ}. Keys and values
 * are those of the pixels, then the learned ones.
 */
final class AttentionKernel implements Nd4jKernel {
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
  private final INDArray attention;
  private final INDArray scale;
  private final Runnable forward;

  AttentionKernel(Op.Attention op, KernelContext context) {
    this.context = context;
    this.order = new QueryKeyValue(op.layout(), op.heads());
    this.memory =
        new LearnedColumns(
            op.memory().map(name -> context.rawWeight(name).permute(0, 1, 3, 2).dup('c')));
    INDArray y = context.output();
    this.rows = y.size(0) * op.heads();
    this.depth = y.size(1) / op.heads();
    this.pixels = y.size(2) * y.size(3);
    this.seen = pixels + memory.count();
    Arena arena = context.arena();
    this.queries = arena.acquire(rows, depth, pixels);
    this.keys = arena.acquire(rows, depth, seen);
    this.values = arena.acquire(rows, depth, seen);
    this.attention = arena.acquire(rows, pixels, seen);
    this.scale =
        arena.constant(Nd4j.valueArrayOf(new long[] {1, 1, 1}, 1 / Math.sqrt(depth), arena.type()));
    this.forward = forward();
    if (!context.keepsForGradient()) {
      arena.release(queries);
      arena.release(keys);
      arena.release(values);
      arena.release(attention);
    }
  }

  private Runnable forward() {
    INDArray output = context.output().reshape('c', rows, depth, pixels);
    int lastAxis = 2;
    return Sequence.of(
        memory.split(context, order, queries, keys, values),
        context.pairwise("multiply", queries, scale, queries),
        context.matmul(queries, Transposed.YES, keys, Transposed.NO, attention),
        context.op("softmax", new INDArray[] {attention}, attention, lastAxis),
        context.matmul(values, Transposed.NO, attention, Transposed.YES, output));
  }

  @Override
  public void forward(Conditioning conditioning) {
    forward.run();
  }

  @Override
  public Runnable backward(INDArray gradient, INDArray[] targets) {
    Arena arena = context.arena();
    INDArray output = gradient.reshape('c', rows, depth, pixels);
    INDArray scores = arena.acquire(rows, pixels, seen);
    INDArray ofQueries = arena.acquire(rows, depth, pixels);
    INDArray ofKeys = arena.acquire(rows, depth, seen);
    INDArray ofValues = arena.acquire(rows, depth, seen);
    Runnable steps =
        Sequence.of(
            context.matmul(output, Transposed.NO, attention, Transposed.NO, ofValues),
            context.matmul(output, Transposed.YES, values, Transposed.NO, scores),
            SoftmaxGradient.overRows(context, attention, scores),
            context.matmul(keys, Transposed.NO, scores, Transposed.YES, ofQueries),
            context.pairwise("multiply", ofQueries, scale, ofQueries),
            context.matmul(queries, Transposed.NO, scores, Transposed.NO, ofKeys),
            memory.join(context, order, new INDArray[] {ofQueries, ofKeys, ofValues}, targets));
    arena.release(scores);
    arena.release(ofQueries);
    arena.release(ofKeys);
    arena.release(ofValues);
    return steps;
  }
}
