package org.purify4j.diffusion.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
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
  private final HeadArrays heads;
  private final INDArray keyValues;
  private final INDArray scale;
  private final Runnable forward;

  LinearAttentionKernel(Op.LinearAttention op, KernelContext context) {
    this.context = context;
    this.order = new QueryKeyValue(Layout.QKV_FIRST, op.heads());
    this.memory = new LearnedColumns(op.memory().map(context::rawWeight));
    Arena arena = context.arena();
    this.heads = HeadArrays.acquire(arena, context.output(), op.heads(), memory.count());
    this.keyValues = arena.acquire(heads.rows(), heads.depth(), heads.depth());
    this.scale = heads.scale(arena);
    this.forward = forward();
    if (!context.keepsForGradient()) {
      heads.release(arena);
      arena.release(keyValues);
    }
  }

  private Runnable forward() {
    INDArray output = heads.split(context.output());
    return Sequence.of(
        memory.split(context, order, heads),
        context.op("softmax", new INDArray[] {heads.queries()}, heads.queries(), DEPTH_AXIS),
        context.op("softmax", new INDArray[] {heads.keys()}, heads.keys(), COLUMN_AXIS),
        context.matmul(heads.keys(), Transposed.NO, heads.values(), Transposed.YES, keyValues),
        context.pairwise("multiply", keyValues, scale, keyValues),
        context.matmul(keyValues, Transposed.YES, heads.queries(), Transposed.NO, output));
  }

  @Override
  public void forward(Conditioning conditioning) {
    forward.run();
  }

  @Override
  public Runnable backward(INDArray gradient, INDArray[] targets) {
    Arena arena = context.arena();
    INDArray output = heads.split(gradient);
    INDArray ofContext = arena.acquire(heads.rows(), heads.depth(), heads.depth());
    HeadArrays of = heads.acquireLike(arena);
    Runnable steps =
        Sequence.of(
            context.matmul(keyValues, Transposed.NO, output, Transposed.NO, of.queries()),
            context.matmul(heads.queries(), Transposed.NO, output, Transposed.YES, ofContext),
            context.pairwise("multiply", ofContext, scale, ofContext),
            context.matmul(ofContext, Transposed.NO, heads.values(), Transposed.NO, of.keys()),
            context.matmul(ofContext, Transposed.YES, heads.keys(), Transposed.NO, of.values()),
            SoftmaxGradient.overColumns(context, heads.queries(), of.queries()),
            SoftmaxGradient.overRows(context, heads.keys(), of.keys()),
            memory.join(context, order, of, targets));
    arena.release(ofContext);
    of.release(arena);
    return steps;
  }
}
