package org.purify4j.importers.checkpoint;

import java.util.Arrays;

/**
 * A tensor as a strided view of a storage, checked on construction: every element it can address
 * lies inside the storage, without overflow.
 *
 * @param storage where the elements are
 * @param offset first element, counted from the start of the storage
 * @param shape sizes, outermost first
 * @param stride elements from one index to the next, per dimension
 */
record StridedTensor(StorageRef storage, long offset, long[] shape, long[] stride) {
  /** PyTorch itself stops at 64 dimensions; ND4J at 32. */
  static final int MOST_DIMENSIONS = 32;

  /**
   * A view may repeat elements (stride 0); up to this many it may be larger than its storage, so
   * that a few bytes cannot ask for all memory.
   */
  private static final long MOST_REPEATED = 1L << 24;

  /** Checks a view against its storage. */
  static StridedTensor of(StorageRef storage, long offset, long[] shape, long[] stride)
      throws MalformedFileException {
    StridedTensor tensor = new StridedTensor(storage, offset, shape, stride);
    tensor.check();
    return tensor;
  }

  /** A row-major view of a whole storage. */
  static StridedTensor packed(StorageRef storage, long[] shape) throws MalformedFileException {
    long[] stride = new long[shape.length];
    long step = 1;
    for (int d = shape.length - 1; d >= 0; d--) {
      stride[d] = step;
      try {
        step = Math.multiplyExact(step, Math.max(1, shape[d]));
      } catch (ArithmeticException e) {
        throw new MalformedFileException("shape " + Arrays.toString(shape) + " overflows");
      }
    }
    return of(storage, 0, shape, stride);
  }

  /** The same in a container that puts a prefix before the names of storages. */
  StridedTensor in(String prefix) {
    StorageRef there =
        new StorageRef(prefix + storage.key(), storage.type(), storage.base(), storage.elements());
    return new StridedTensor(there, offset, shape, stride);
  }

  TensorInfo info() {
    return new TensorInfo(storage.type(), shape);
  }

  /** The last element addressed, counted from the start of the storage; only of non-empty views. */
  long last() {
    long last = offset;
    for (int d = 0; d < shape.length; d++) {
      last += (shape[d] - 1) * stride[d];
    }
    return last;
  }

  /** Whether the elements lie in row-major order without gaps. */
  boolean isPacked() {
    long step = 1;
    for (int d = shape.length - 1; d >= 0; d--) {
      if (shape[d] != 1 && stride[d] != step) {
        return false;
      }
      step *= shape[d];
    }
    return true;
  }

  private void check() throws MalformedFileException {
    if (shape.length != stride.length || shape.length > MOST_DIMENSIONS) {
      throw new MalformedFileException(describe() + " must have one stride per dimension");
    }
    try {
      long elements = 1;
      long last = offset;
      boolean negative = offset < 0;
      for (int d = 0; d < shape.length; d++) {
        negative |= shape[d] < 0 || stride[d] < 0;
        elements = Math.multiplyExact(elements, shape[d]);
        last = Math.addExact(last, Math.multiplyExact(shape[d] - 1, stride[d]));
      }
      if (negative) {
        throw new MalformedFileException(describe() + " must not be negative anywhere");
      }
      if (elements == 0 ? offset > storage.elements() : last >= storage.elements()) {
        throw new MalformedFileException(
            describe() + " reaches past its storage of " + storage.elements() + " elements");
      }
      if (elements > Math.max(MOST_REPEATED, storage.elements())) {
        throw new MalformedFileException(
            describe() + " repeats a storage of " + storage.elements() + " elements too often");
      }
    } catch (ArithmeticException e) {
      throw new MalformedFileException(describe() + " overflows");
    }
  }

  private String describe() {
    return "a view of shape "
        + Arrays.toString(shape)
        + ", stride "
        + Arrays.toString(stride)
        + ", offset "
        + offset;
  }
}
