package org.purify4j.importers.checkpoint;

/**
 * A run of elements in the file, not yet read: a whole storage, or a window of one.
 *
 * @param key how the container names the storage
 * @param type element type
 * @param base first element of the window
 * @param elements number of elements of the window
 */
record StorageRef(String key, ElementType type, long base, long elements) {
  /** A storage that claims more than this many bytes, 2^50, is refused. */
  private static final long LARGEST_BYTES = 1L << 50;

  StorageRef {
    if (base < 0 || elements < 0 || elements > LARGEST_BYTES / type.bytes() - base) {
      throw new IllegalArgumentException(
          "storage " + key + ": got " + elements + " elements from " + base);
    }
  }

  /** A checked reference. */
  static StorageRef of(String key, ElementType type, long base, long elements)
      throws MalformedFileException {
    try {
      return new StorageRef(key, type, base, elements);
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(e.getMessage() + ", which no file can hold");
    }
  }

  /** The byte after the window, counted from the start of the whole storage. */
  long endByte() {
    return (base + elements) * type.bytes();
  }
}
