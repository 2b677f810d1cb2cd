package org.purify4j.diffusion.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.array.StepScratch;

/**
 * Queries, keys and values of an attention with their tangents, taken out of a node's inputs.
 *
 * @param values the values of all three
 * @param tangents their tangents, 0 for what is learned
 * @param split takes them out of the inputs
 * @param memory of learned keys and values
 * @param order of the inputs
 */
record DualHeads(
    HeadArrays values,
    HeadArrays tangents,
    Runnable split,
    LearnedColumns memory,
    QueryKeyValue order) {

  /** Differentiates the backward pass of an attention along the direction. */
  @FunctionalInterface
  interface Rule {
    /**
     * @param gradient of what the attention computes, {@code [b·heads, d, pixels]}
     * @param tangent of that gradient
     * @param result overwritten with the tangents of the gradients of queries, keys and values
     */
    void tangents(INDArray gradient, INDArray tangent, HeadArrays result);
  }

  static DualHeads of(
      KernelContext context, DualNode node, LearnedColumns memory, QueryKeyValue order) {
    Arena arena = context.arena();
    HeadArrays values = HeadArrays.acquire(arena, node.value(), order.heads(), memory.count());
    HeadArrays tangents = values.acquireLike(arena);
    LearnedColumns constant = new LearnedColumns(memory.entries().map(entries -> entries.mul(0)));
    Runnable split =
        Sequence.of(
            memory.split(context.at(node.values(), node.value()), order, values),
            constant.split(context.at(node.tangents(), node.tangent()), order, tangents));
    return new DualHeads(values, tangents, split, memory, order);
  }

  /** 1/√d. */
  double scale() {
    return 1 / Math.sqrt(values.depth());
  }

  /**
   * Binds the backward pass as {@link TangentKernel#backward} does, by the rule of an attention.
   */
  Runnable backward(
      KernelContext context, INDArray gradient, INDArray tangent, INDArray[] targets, Rule rule) {
    HeadArrays result = values.acquireLike(context.arena());
    Runnable join = memory.join(context, order, result, targets);
    INDArray ofHeads = values.split(gradient);
    INDArray ofTangents = values.split(tangent);
    result.release(context.arena());
    return Sequence.of(
        () -> StepScratch.run(() -> rule.tangents(ofHeads, ofTangents, result)), join);
  }

  /** The product of batched matrices, of which some are transposed first. */
  static INDArray product(INDArray a, NativeOp.Transposed ta, INDArray b, NativeOp.Transposed tb) {
    int rows = ta == NativeOp.Transposed.NO ? 1 : 2;
    int columns = tb == NativeOp.Transposed.NO ? 2 : 1;
    INDArray result =
        Nd4j.createUninitialized(
            a.dataType(), new long[] {a.size(0), a.size(rows), b.size(columns)});
    Nd4j.exec(
        DynamicCustomOp.builder("matmul")
            .addInputs(a, b)
            .addOutputs(result)
            .addIntegerArguments(ta.ordinal(), tb.ordinal(), 0)
            .build());
    return result;
  }
}
