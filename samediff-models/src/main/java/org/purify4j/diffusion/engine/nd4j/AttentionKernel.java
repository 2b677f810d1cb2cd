package org.purify4j.diffusion.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
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
  private final HeadArrays heads;
  private final INDArray attention;
  private final INDArray scale;
  private final Runnable forward;

  AttentionKernel(Op.Attention op, KernelContext context) {
    this.context = context;
    this.order = new QueryKeyValue(op.layout(), op.heads());
    this.memory =
        new LearnedColumns(
            op.memory().map(name -> context.rawWeight(name).permute(0, 1, 3, 2).dup('c')));
    Arena arena = context.arena();
    this.heads = HeadArrays.acquire(arena, context.output(), op.heads(), memory.count());
    this.attention = arena.acquire(heads.rows(), heads.pixels(), heads.seen());
    this.scale = heads.scale(arena);
    this.forward = forward();
    if (!context.keepsForGradient()) {
      heads.release(arena);
      arena.release(attention);
    }
  }

  private Runnable forward() {
    INDArray output = heads.split(context.output());
    int lastAxis = 2;
    return Sequence.of(
        memory.split(context, order, heads),
        context.pairwise("multiply", heads.queries(), scale, heads.queries()),
        context.matmul(heads.queries(), Transposed.YES, heads.keys(), Transposed.NO, attention),
        context.op("softmax", new INDArray[] {attention}, attention, lastAxis),
        context.matmul(heads.values(), Transposed.NO, attention, Transposed.YES, output));
  }

  @Override
  public void forward(Conditioning conditioning) {
    forward.run();
  }

  @Override
  public Runnable backward(INDArray gradient, INDArray[] targets) {
    Arena arena = context.arena();
    INDArray output = heads.split(gradient);
    INDArray scores = arena.acquire(heads.rows(), heads.pixels(), heads.seen());
    HeadArrays of = heads.acquireLike(arena);
    Runnable steps =
        Sequence.of(
            context.matmul(output, Transposed.NO, attention, Transposed.NO, of.values()),
            context.matmul(output, Transposed.YES, heads.values(), Transposed.NO, scores),
            SoftmaxGradient.overRows(context, attention, scores),
            context.matmul(heads.keys(), Transposed.NO, scores, Transposed.YES, of.queries()),
            context.pairwise("multiply", of.queries(), scale, of.queries()),
            context.matmul(heads.queries(), Transposed.NO, scores, Transposed.NO, of.keys()),
            memory.join(context, order, of, targets));
    arena.release(scores);
    of.release(arena);
    return steps;
  }
}
