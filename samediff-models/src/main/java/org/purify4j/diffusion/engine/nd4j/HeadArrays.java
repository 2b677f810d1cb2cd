package org.purify4j.diffusion.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The queries, keys and values of every head of an attention, or their gradients; lent by an {@link
 * Arena}.
 *
 * @param queries {@code [b·heads, d, pixels]}
 * @param keys {@code [b·heads, d, seen]}: those of the pixels, then the learned ones
 * @param values shaped as the keys
 */
record HeadArrays(INDArray queries, INDArray keys, INDArray values) {
  /**
   * Those of an attention.
   *
   * @param output what it computes, {@code [b, c, h, w]}
   * @param heads number of heads, a divisor of c
   * @param learned number of learned keys
   */
  static HeadArrays acquire(Arena arena, INDArray output, int heads, long learned) {
    long pixels = output.size(2) * output.size(3);
    return acquire(arena, output.size(0) * heads, output.size(1) / heads, pixels, pixels + learned);
  }

  private static HeadArrays acquire(Arena arena, long rows, long depth, long pixels, long seen) {
    return new HeadArrays(
        arena.acquire(rows, depth, pixels),
        arena.acquire(rows, depth, seen),
        arena.acquire(rows, depth, seen));
  }

  /** Others of these shapes. */
  HeadArrays acquireLike(Arena arena) {
    return acquire(arena, rows(), depth(), pixels(), seen());
  }

  void release(Arena arena) {
    arena.release(queries);
    arena.release(keys);
    arena.release(values);
  }

  /** A view of a map {@code [b, c, h, w]} as {@code [b·heads, d, pixels]}. */
  INDArray split(INDArray map) {
    return map.reshape('c', rows(), depth(), pixels());
  }

  /** 1/√d, to be multiplied by any array of three axes. */
  INDArray scale(Arena arena) {
    return arena.constant(
        Nd4j.valueArrayOf(new long[] {1, 1, 1}, 1 / Math.sqrt(depth()), arena.type()));
  }

  /** Number of heads of all images. */
  long rows() {
    return queries.size(0);
  }

  /** Channels d of a head. */
  long depth() {
    return queries.size(1);
  }

  long pixels() {
    return queries.size(2);
  }

  /** Number of keys. */
  long seen() {
    return keys.size(2);
  }
}
