package org.purify4j.diffusion.engine.vector;

/**
 * Memory in which weight gradients are summed, one layer after the other, shared by all worker
 * threads: which part is written depends on the piece of work, never on the thread.
 */
final class GradientWorkspace {
  /** Names of the arrays. */
  enum Use {
    /** What a layer read, gathered or transformed. */
    INPUTS,
    /** The gradient of what it gave, transformed, panel by panel. */
    GRADIENTS,
    /** Sums over all images. */
    SUMS
  }

  private final float[][] arrays = new float[Use.values().length][0];

  /** Makes sure, while a plan is laid out, that an array has this length. */
  void require(Use use, long length) {
    if (length > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "layer: got " + length + " sums of its gradient, must be below 2^31");
    }
    if (arrays[use.ordinal()].length < length) {
      arrays[use.ordinal()] = new float[(int) length];
    }
  }

  float[] of(Use use) {
    return arrays[use.ordinal()];
  }
}
