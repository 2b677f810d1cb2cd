package org.purify4j.diffusion.chain;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Collects what is wrong with single images, so that the others of their batch need not suffer. */
final class ImageFaults {
  private final Map<Integer, String> found = new TreeMap<>();

  /** Adds a fault; the first one of an image counts. */
  void add(int image, String fault) {
    found.putIfAbsent(image, fault);
  }

  /** Adds the faults of a batch. */
  void addAll(ImageFaults batch, int firstImage) {
    batch.found.forEach((image, fault) -> add(firstImage + image, fault));
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  boolean has(int image) {
    return found.containsKey(image);
  }

  /** The fault of each image that has one. */
  Map<Integer, String> all() {
    return found;
  }

  /**
   * Refuses any fault.
   *
   * @throws ImageFaultException if there is one
   */
  void requireNone() {
    if (!found.isEmpty()) {
      throw new ImageFaultException(found, Optional.empty());
    }
  }
}
