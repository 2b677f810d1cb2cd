package org.purify4j.diffusion.engine.vector;

import org.purify4j.diffusion.engine.vector.simd.Lanes;

/**
 * Temporary arrays of each worker thread, reused by one kernel of a plan after the other. What an
 * array holds is told by the name that a kernel gives to its slot.
 */
final class Scratch {
  /** The arrays of a worker thread, each as long as the kernel that needs the most of it asks. */
  enum Slot {
    FIRST,
    SECOND,
    THIRD,
    FOURTH,
    FIFTH,
    SIXTH,
    SEVENTH,
    EIGHTH,
    NINTH,
    TENTH,
    ELEVENTH,
    TWELFTH
  }

  private final float[][][] arrays;
  private final float[] zeros = new float[Lanes.PANEL];

  Scratch(int workers) {
    arrays = new float[workers][Slot.values().length][0];
  }

  /** Makes sure, while a plan is laid out, that an array has this length. */
  void require(Slot slot, long length) {
    if (length > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("scratch: got " + length + " floats, must be below 2^31");
    }
    for (float[][] worker : arrays) {
      if (worker[slot.ordinal()].length < length) {
        worker[slot.ordinal()] = new float[(int) length];
      }
    }
  }

  /** A worker's array, of undefined content. */
  float[] of(int worker, Slot slot) {
    return arrays[worker][slot.ordinal()];
  }

  /** One panel of zeros, not to be modified. */
  float[] zeros() {
    return zeros;
  }

  /** Bytes of all arrays. */
  long bytes() {
    long floats = 0;
    for (float[][] worker : arrays) {
      for (float[] array : worker) {
        floats += array.length;
      }
    }
    return floats * Float.BYTES;
  }
}
