package org.purify4j.importers.checkpoint;

import java.util.HashMap;
import java.util.Map;

/** Holds the tensors of a state dict against the storages that the file really has. */
final class StorageCheck {
  /** Views may share storages, but all together ask for no more than this many times them, ... */
  private static final long MOST_SHARED = 4;

  /** ... once past this many bytes: a small file cannot ask for much memory. */
  private static final long FREE_ALLOWANCE = 64L << 20;

  private StorageCheck() {}

  /**
   * Checks that each storage has the bytes its tensors were saved with.
   *
   * @throws MalformedFileException naming the tensor of which the storage is missing or too short
   */
  static void check(Map<String, StridedTensor> tensors, OpenContainer container)
      throws MalformedFileException {
    Map<String, Long> storages = new HashMap<>();
    long asked = 0;
    for (Map.Entry<String, StridedTensor> entry : tensors.entrySet()) {
      StorageRef storage = entry.getValue().storage();
      storages.put(storage.key(), check(entry.getKey(), storage, container));
      long bytes = entry.getValue().info().elements() * storage.type().bytes();
      asked += Math.min(bytes, Long.MAX_VALUE - asked);
    }
    long held = storages.values().stream().mapToLong(Long::longValue).sum();
    if (asked > FREE_ALLOWANCE && asked / MOST_SHARED > held) {
      throw new MalformedFileException(
          "the tensors ask for " + asked + " bytes of storages that hold " + held);
    }
  }

  private static long check(String name, StorageRef storage, OpenContainer container)
      throws MalformedFileException {
    long bytes;
    try {
      bytes = container.storageBytes(storage.key());
    } catch (MalformedFileException e) {
      throw new MalformedFileException(name + ": " + e.getMessage());
    }
    if (bytes < storage.endByte()) {
      throw new MalformedFileException(
          name
              + ": its storage "
              + storage.key()
              + " has "
              + bytes
              + " bytes, must have "
              + storage.endByte());
    }
    return bytes;
  }
}
