package org.purify4j.importers.checkpoint;

import java.util.List;

/**
 * A Python tuple. Equality is identity, so that a tuple, however deeply nested, is a harmless key.
 */
final class PickleTuple {
  private final List<Object> items;

  PickleTuple(List<Object> items) {
    this.items = List.copyOf(items);
  }

  int size() {
    return items.size();
  }

  Object get(int index) {
    return items.get(index);
  }

  /** The items as integers, such as a shape, if there are no more than {@code most}. */
  long[] integers(int most) throws MalformedFileException {
    if (items.size() > most) {
      throw new MalformedFileException(
          "a tensor in the pickle has " + items.size() + " dimensions, must have at most " + most);
    }
    long[] values = new long[items.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = integer(i);
    }
    return values;
  }

  /** One item as an integer. */
  long integer(int index) throws MalformedFileException {
    if (items.get(index) instanceof Long value) {
      return value;
    }
    throw new MalformedFileException("a tuple in the pickle holds something that is no integer");
  }
}
