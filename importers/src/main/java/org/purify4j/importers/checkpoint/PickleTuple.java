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

  List<Object> items() {
    return items;
  }

  /** The items as integers, such as a shape. */
  long[] integers() throws MalformedFileException {
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
