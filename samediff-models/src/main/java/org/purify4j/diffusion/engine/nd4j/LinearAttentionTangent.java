package org.purify4j.diffusion.engine.nd4j;

import static org.purify4j.diffusion.engine.nd4j.DualHeads.product;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.array.StepScratch;
import org.purify4j.diffusion.engine.nd4j.NativeOp.Transposed;
import org.purify4j.diffusion.network.Op;
import org.purify4j.diffusion.network.Op.Attention.Layout;

/**
 * Linear attention along a direction: that of the softmaxes q and k, of C = k·vᵀ/√d and of the
 * result Cᵀ·q, by the rule for products.
 */
final class LinearAttentionTangent implements TangentKernel {
  private static final int DEPTH_AXIS = 1;
  private static final int COLUMN_AXIS = 2;

  private final KernelContext context;
  private final DualNode node;
  private final DualHeads heads;
  private final INDArray keyValues;
  private final INDArray ofKeyValues;

  LinearAttentionTangent(Op.LinearAttention op, KernelContext context, DualNode node) {
    this.context = context;
    this.node = node;
    LearnedColumns memory = new LearnedColumns(op.memory().map(context::rawWeight));
    QueryKeyValue order = new QueryKeyValue(Layout.QKV_FIRST, op.heads());
    this.heads = DualHeads.of(context, node, memory, order);
    HeadArrays at = heads.values();
    this.keyValues = context.arena().acquire(at.rows(), at.depth(), at.depth());
    this.ofKeyValues = context.arena().acquire(at.rows(), at.depth(), at.depth());
  }

  /** Leaves the softmaxes of queries and keys, and their tangents, in the arrays of the heads. */
  @Override
  public void forward() {
    heads.split().run();
    StepScratch.run(
        () -> {
          HeadArrays at = heads.values();
          HeadArrays of = heads.tangents();
          at.queries().assign(Nd4j.nn.softmax(at.queries(), DEPTH_AXIS));
          at.keys().assign(Nd4j.nn.softmax(at.keys(), COLUMN_AXIS));
          of.queries().assign(SoftmaxDual.apply(at.queries(), of.queries(), DEPTH_AXIS));
          of.keys().assign(SoftmaxDual.apply(at.keys(), of.keys(), COLUMN_AXIS));
          keyValues.assign(
              product(at.keys(), Transposed.NO, at.values(), Transposed.YES).muli(heads.scale()));
          ofKeyValues.assign(
              product(of.keys(), Transposed.NO, at.values(), Transposed.YES)
                  .addi(product(at.keys(), Transposed.NO, of.values(), Transposed.YES))
                  .muli(heads.scale()));
          at.split(node.tangent())
              .assign(
                  product(ofKeyValues, Transposed.YES, at.queries(), Transposed.NO)
                      .addi(product(keyValues, Transposed.YES, of.queries(), Transposed.NO)));
        });
  }

  @Override
  public Runnable backward(INDArray gradient, INDArray tangent, INDArray[] targets) {
    return heads.backward(context, gradient, tangent, targets, this::tangents);
  }

  private void tangents(INDArray e, INDArray ofE, HeadArrays result) {
    HeadArrays at = heads.values();
    HeadArrays of = heads.tangents();
    INDArray c = product(at.queries(), Transposed.NO, e, Transposed.YES).muli(heads.scale());
    INDArray ofC =
        product(of.queries(), Transposed.NO, e, Transposed.YES)
            .addi(product(at.queries(), Transposed.NO, ofE, Transposed.YES))
            .muli(heads.scale());
    INDArray q = product(keyValues, Transposed.NO, e, Transposed.NO);
    INDArray ofQ =
        product(ofKeyValues, Transposed.NO, e, Transposed.NO)
            .addi(product(keyValues, Transposed.NO, ofE, Transposed.NO));
    INDArray k = product(c, Transposed.NO, at.values(), Transposed.NO);
    INDArray ofK =
        product(ofC, Transposed.NO, at.values(), Transposed.NO)
            .addi(product(c, Transposed.NO, of.values(), Transposed.NO));
    result
        .queries()
        .assign(new SoftmaxDual(at.queries(), of.queries(), DEPTH_AXIS).tangent(q, ofQ));
    result.keys().assign(new SoftmaxDual(at.keys(), of.keys(), COLUMN_AXIS).tangent(k, ofK));
    result
        .values()
        .assign(
            product(ofC, Transposed.YES, at.keys(), Transposed.NO)
                .addi(product(c, Transposed.YES, of.keys(), Transposed.NO)));
  }
}
