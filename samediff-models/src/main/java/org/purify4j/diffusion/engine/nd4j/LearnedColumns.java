package org.purify4j.diffusion.engine.nd4j;

import java.util.Arrays;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Keys and values that an attention has learned, as columns after those of the pixels.
 *
 * @param entries {@code [2, heads, d, n]}, if there are any
 */
record LearnedColumns(Optional<INDArray> entries) {
  private static final int COLUMNS = 2;

  /** Number of columns n. */
  long count() {
    return entries.map(array -> array.size(3)).orElse(0L);
  }

  /**
   * Binds what takes queries, keys and values out of the inputs of a node and puts the learned
   * columns after the pixels'.
   *
   * @param heads overwritten
   */
  Runnable split(KernelContext context, QueryKeyValue order, HeadArrays heads) {
    INDArray queries = heads.queries();
    if (entries.isEmpty()) {
      return order.split(context.allInputs(), queries, heads.keys(), heads.values());
    }
    INDArray ownKeys = context.arena().acquire(queries.shape());
    INDArray ownValues = context.arena().acquire(queries.shape());
    Runnable steps =
        Sequence.of(
            order.split(context.allInputs(), queries, ownKeys, ownValues),
            append(context, 0, ownKeys, heads.keys()),
            append(context, 1, ownValues, heads.values()));
    context.arena().release(ownKeys);
    context.arena().release(ownValues);
    return steps;
  }

  /**
   * Binds what takes the gradients of queries, keys and values to those of the inputs.
   *
   * @param of the gradients of what {@link #split} fills
   * @param targets shaped as the inputs, overwritten
   */
  Runnable join(KernelContext context, QueryKeyValue order, HeadArrays of, INDArray[] targets) {
    if (entries.isEmpty()) {
      return order.join(new INDArray[] {of.queries(), of.keys(), of.values()}, targets);
    }
    INDArray ofKeys = context.arena().acquire(of.queries().shape());
    INDArray ofValues = context.arena().acquire(of.queries().shape());
    Runnable steps =
        Sequence.of(
            drop(context, of.keys(), ofKeys),
            drop(context, of.values(), ofValues),
            order.join(new INDArray[] {of.queries(), ofKeys, ofValues}, targets));
    context.arena().release(ofKeys);
    context.arena().release(ofValues);
    return steps;
  }

  private Runnable append(KernelContext context, int index, INDArray own, INDArray all) {
    INDArray[] parts = {own, context.arena().constant(columns(index, own.size(0)))};
    return context.op("concat", parts, all, COLUMNS);
  }

  private static Runnable drop(KernelContext context, INDArray all, INDArray own) {
    int[] shape = Arrays.stream(own.shape()).mapToInt(Math::toIntExact).toArray();
    INDArray[] from = {all};
    return context.op("slice", from, own, 0, 0, 0, shape[0], shape[1], shape[2]);
  }

  /** The keys or values of all heads, once for each image. */
  private INDArray columns(int index, long rows) {
    INDArray ofHeads =
        entries
            .orElseThrow()
            .get(
                NDArrayIndex.point(index),
                NDArrayIndex.all(),
                NDArrayIndex.all(),
                NDArrayIndex.all())
            .dup('c');
    return Nd4j.tile(ofHeads, (int) (rows / ofHeads.size(0)), 1, 1);
  }
}
