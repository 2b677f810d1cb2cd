package org.purify4j.diffusion.engine.nd4j;

import static org.purify4j.diffusion.engine.nd4j.DualHeads.product;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.array.StepScratch;
import org.purify4j.diffusion.engine.nd4j.NativeOp.Transposed;
import org.purify4j.diffusion.network.Op;

/**
 * Self-attention along a direction: that of scores S = qᵀk/√d, probabilities P = softmax(S) and the
 * result v·Pᵀ, by the rule for products.
 */
final class AttentionTangent implements TangentKernel {
  private static final int LAST_AXIS = 2;

  private final KernelContext context;
  private final DualNode node;
  private final DualHeads heads;
  private final INDArray attention;
  private final INDArray ofAttention;

  AttentionTangent(Op.Attention op, KernelContext context, DualNode node) {
    this.context = context;
    this.node = node;
    LearnedColumns memory =
        new LearnedColumns(
            op.memory().map(name -> context.rawWeight(name).permute(0, 1, 3, 2).dup('c')));
    this.heads = DualHeads.of(context, node, memory, new QueryKeyValue(op.layout(), op.heads()));
    HeadArrays at = heads.values();
    this.attention = context.arena().acquire(at.rows(), at.pixels(), at.seen());
    this.ofAttention = context.arena().acquire(at.rows(), at.pixels(), at.seen());
  }

  @Override
  public void forward() {
    heads.split().run();
    StepScratch.run(
        () -> {
          HeadArrays at = heads.values();
          HeadArrays of = heads.tangents();
          INDArray scores = product(at.queries(), Transposed.YES, at.keys(), Transposed.NO);
          attention.assign(Nd4j.nn.softmax(scores.muli(heads.scale()), LAST_AXIS));
          INDArray ofScores =
              product(of.queries(), Transposed.YES, at.keys(), Transposed.NO)
                  .addi(product(at.queries(), Transposed.YES, of.keys(), Transposed.NO))
                  .muli(heads.scale());
          ofAttention.assign(SoftmaxDual.apply(attention, ofScores, LAST_AXIS));
          at.split(node.tangent())
              .assign(
                  product(of.values(), Transposed.NO, attention, Transposed.YES)
                      .addi(product(at.values(), Transposed.NO, ofAttention, Transposed.YES)));
        });
  }

  @Override
  public Runnable backward(INDArray gradient, INDArray tangent, INDArray[] targets) {
    return heads.backward(context, gradient, tangent, targets, this::tangents);
  }

  private void tangents(INDArray e, INDArray ofE, HeadArrays result) {
    HeadArrays at = heads.values();
    HeadArrays of = heads.tangents();
    SoftmaxDual softmax = new SoftmaxDual(attention, ofAttention, LAST_AXIS);
    result
        .values()
        .assign(
            product(ofE, Transposed.NO, attention, Transposed.NO)
                .addi(product(e, Transposed.NO, ofAttention, Transposed.NO)));
    INDArray p = product(e, Transposed.YES, at.values(), Transposed.NO);
    INDArray ofP =
        product(ofE, Transposed.YES, at.values(), Transposed.NO)
            .addi(product(e, Transposed.YES, of.values(), Transposed.NO));
    INDArray scores = SoftmaxDual.apply(attention, p, LAST_AXIS).muli(heads.scale());
    INDArray ofScores = softmax.tangent(p, ofP).muli(heads.scale());
    result
        .queries()
        .assign(
            product(of.keys(), Transposed.NO, scores, Transposed.YES)
                .addi(product(at.keys(), Transposed.NO, ofScores, Transposed.YES)));
    result
        .keys()
        .assign(
            product(of.queries(), Transposed.NO, scores, Transposed.NO)
                .addi(product(at.queries(), Transposed.NO, ofScores, Transposed.NO)));
  }
}
