package org.purify4j.diffusion.engine.vector;

/**
 * The part of the heap that recordings may take beyond the first of each network, by all networks
 * of the process together. Thread-safe.
 */
final class RecordingMemory {
  /** A quarter of the heap. */
  static final RecordingMemory SHARED = new RecordingMemory(Runtime.getRuntime().maxMemory() / 4);

  private long left;

  RecordingMemory(long bytes) {
    this.left = bytes;
  }

  /** Takes so many bytes, if they are left. */
  synchronized boolean take(long bytes) {
    if (bytes > left) {
      return false;
    }
    left -= bytes;
    return true;
  }

  /** Gives back what was taken. */
  synchronized void giveBack(long bytes) {
    left += bytes;
  }
}
