package org.purify4j.diffusion.engine;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.purify4j.diffusion.engine.NativeOp.Transposed;
import org.purify4j.diffusion.net.Op;
import org.purify4j.diffusion.predictor.Conditioning;

/** Multi-head self-attention over pixels: per head, {@code v · softmax(qᵀk / √d)ᵀ}. */
final class AttentionKernel implements Kernel {
  private final Op.Attention op;
  private final Site site;
  private final long rows;
  private final long depth;
  private final long pixels;
  private final INDArray queries;
  private final INDArray keys;
  private final INDArray values;
  private final INDArray attention;
  private final INDArray scale;
  private final Runnable forward;

  AttentionKernel(Op.Attention op, Site site) {
    this.op = op;
    this.site = site;
    INDArray qkv = site.input(0);
    this.rows = qkv.size(0) * op.heads();
    this.depth = qkv.size(1) / (3L * op.heads());
    this.pixels = qkv.size(2) * qkv.size(3);
    Arena arena = site.arena();
    this.queries = arena.acquire(rows, depth, pixels);
    this.keys = arena.acquire(rows, depth, pixels);
    this.values = arena.acquire(rows, depth, pixels);
    this.attention = arena.acquire(rows, pixels, pixels);
    this.scale =
        arena.constant(Nd4j.valueArrayOf(new long[] {1, 1, 1}, 1 / Math.sqrt(depth), arena.type()));
    this.forward = forward(qkv);
    if (!site.keepsForGradient()) {
      arena.release(queries);
      arena.release(keys);
      arena.release(values);
      arena.release(attention);
    }
  }

  private Runnable forward(INDArray qkv) {
    INDArray output = site.output().reshape('c', rows, depth, pixels);
    int lastAxis = 2;
    Runnable[] steps = {
      split(qkv),
      site.pairwise("multiply", queries, scale, queries),
      site.matmul(queries, Transposed.YES, keys, Transposed.NO, attention),
      site.op("softmax", new INDArray[] {attention}, attention, lastAxis),
      site.matmul(values, Transposed.NO, attention, Transposed.YES, output)
    };
    return Sequence.of(steps);
  }

  /**
   * Copies queries, keys and values out of the convolution's output, so that each is contiguous.
   */
  private Runnable split(INDArray qkv) {
    INDArray[] from = {part(qkv, 0), part(qkv, 1), part(qkv, 2)};
    INDArray[] to = {
      queries.reshape('c', from[0].shape()),
      keys.reshape('c', from[0].shape()),
      values.reshape('c', from[0].shape())
    };
    return () -> {
      for (int i = 0; i < from.length; i++) {
        to[i].assign(from[i]);
      }
    };
  }

  /**
   * A view of the queries (0), keys (1) or values (2) in a map of 3c channels: {@code [n, heads·d,
   * pixels]} or alike.
   */
  private INDArray part(INDArray qkv, int index) {
    long outer = op.layout() == Op.Attention.Layout.HEADS_FIRST ? rows : qkv.size(0);
    INDArray blocks = qkv.reshape('c', outer, 3, qkv.length() / (3 * outer));
    return blocks.get(
        NDArrayIndex.all(), NDArrayIndex.interval(index, index + 1), NDArrayIndex.all());
  }

  @Override
  public void forward(Conditioning conditioning) {
    forward.run();
  }

  @Override
  public Runnable backward(INDArray gradient, INDArray[] targets) {
    Arena arena = site.arena();
    INDArray output = gradient.reshape('c', rows, depth, pixels);
    INDArray scores = arena.acquire(rows, pixels, pixels);
    INDArray scratch = arena.acquire(rows, pixels, pixels);
    INDArray sums = arena.acquire(rows, pixels, 1);
    INDArray ones = arena.constant(Nd4j.ones(arena.type(), pixels, 1));
    INDArray[] parts = {
      arena.acquire(rows, depth, pixels),
      arena.acquire(rows, depth, pixels),
      arena.acquire(rows, depth, pixels)
    };
    INDArray flatSums = sums.reshape('c', rows * pixels, 1);
    Runnable[] steps = {
      site.matmul(output, Transposed.NO, attention, Transposed.NO, parts[2]),
      site.matmul(output, Transposed.YES, values, Transposed.NO, scores),
      site.pairwise("multiply", scores, attention, scratch),
      site.matmul(
          scratch.reshape('c', rows * pixels, pixels),
          Transposed.NO,
          ones,
          Transposed.NO,
          flatSums),
      site.pairwise("subtract", scores, sums, scores),
      site.pairwise("multiply", scores, attention, scores),
      site.matmul(keys, Transposed.NO, scores, Transposed.YES, parts[0]),
      site.pairwise("multiply", parts[0], scale, parts[0]),
      site.matmul(queries, Transposed.NO, scores, Transposed.NO, parts[1]),
      join(parts, targets[0])
    };
    arena.release(scores);
    arena.release(scratch);
    arena.release(sums);
    for (INDArray part : parts) {
      arena.release(part);
    }
    return Sequence.of(steps);
  }

  private Runnable join(INDArray[] parts, INDArray qkv) {
    INDArray[] to = {part(qkv, 0), part(qkv, 1), part(qkv, 2)};
    INDArray[] from = new INDArray[parts.length];
    for (int i = 0; i < parts.length; i++) {
      from[i] = parts[i].reshape('c', to[i].shape());
    }
    return () -> {
      for (int i = 0; i < from.length; i++) {
        to[i].assign(from[i]);
      }
    };
  }
}
