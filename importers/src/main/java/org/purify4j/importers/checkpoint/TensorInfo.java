package org.purify4j.importers.checkpoint;

import java.util.Arrays;

/**
 * What a checkpoint says of a tensor before its data is read.
 *
 * @param type element type in the file
 * @param shape sizes, outermost first; empty for a scalar
 */
public record TensorInfo(ElementType type, long[] shape) {
  public TensorInfo {
    shape = shape.clone();
  }

  /** Sizes, outermost first; a copy. */
  @Override
  public long[] shape() {
    return shape.clone();
  }

  /** Number of elements. */
  public long elements() {
    long n = 1;
    for (long size : shape) {
      n = Math.multiplyExact(n, size);
    }
    return n;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TensorInfo that
        && type == that.type
        && Arrays.equals(shape, that.shape);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + Arrays.hashCode(shape);
  }

  @Override
  public String toString() {
    return type + " " + Arrays.toString(shape);
  }
}
