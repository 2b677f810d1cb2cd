package org.purify4j.diffusion.engine.nd4j;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The memory of a plan. While the plan is laid out, an array that is no longer needed is given back
 * and reused for a later value of the same size; when the plan runs, nothing is allocated.
 */
final class Arena implements AutoCloseable {
  private final DataType type;
  private final List<INDArray> owned = new ArrayList<>();
  private final Map<Long, Deque<INDArray>> free = new HashMap<>();
  private final Map<INDArray, INDArray> lent = new IdentityHashMap<>();

  Arena(DataType type) {
    this.type = type;
  }

  DataType type() {
    return type;
  }

  /** An array of this shape, c-ordered, of undefined content. */
  INDArray acquire(long... shape) {
    long length = 1;
    for (long size : shape) {
      length *= size;
    }
    Deque<INDArray> fitting = free(length);
    INDArray flat = fitting.isEmpty() ? allocate(length) : fitting.pop();
    INDArray array = flat.reshape('c', shape);
    lent.put(array, flat);
    return array;
  }

  /** An array of this shape, c-ordered, that nothing else uses while the plan lives. */
  INDArray own(long... shape) {
    return keep(Nd4j.create(type, shape, 'c'));
  }

  /**
   * Gives back what {@link #acquire} lent; the array may be overwritten by whatever is acquired
   * next.
   */
  void release(INDArray array) {
    INDArray flat = lent.remove(array);
    if (flat == null) {
      throw new IllegalStateException("array: released twice or not from this arena");
    }
    free(flat.length()).push(flat);
  }

  private Deque<INDArray> free(long length) {
    return free.computeIfAbsent(length, key -> new ArrayDeque<>());
  }

  /** A constant of this arena's type that lives as long as the arena. */
  INDArray constant(INDArray values) {
    INDArray copy = values.castTo(type);
    if (copy == values) {
      copy = values.dup('c');
    }
    owned.add(copy);
    return copy;
  }

  /** Takes over an array of another type. */
  INDArray keep(INDArray values) {
    owned.add(values);
    return values;
  }

  /** Bytes held. */
  long bytes() {
    return owned.stream().mapToLong(array -> array.length() * array.dataType().width()).sum();
  }

  private INDArray allocate(long length) {
    INDArray flat = Nd4j.create(type, length);
    owned.add(flat);
    return flat;
  }

  @Override
  public void close() {
    owned.forEach(INDArray::close);
    owned.clear();
    free.clear();
    lent.clear();
  }
}
