package org.purify4j.diffusion.engine.vector;

import org.jspecify.annotations.Nullable;

/**
 * A value {@code [d]} of the conditioning branch for each image, or one for all of them while their
 * times and classes are the same.
 */
final class ConditioningValue {
  private final float[] data;
  private final int stride;
  private boolean shared;
  private float @Nullable [] gradient;

  ConditioningValue(int batch, int stride) {
    this.data = new float[batch * stride];
    this.stride = stride;
  }

  /** Rows of {@code stride} floats, padded with zeros to whole panels. */
  float[] data() {
    return data;
  }

  int stride() {
    return stride;
  }

  /** Where an image's value begins. */
  int row(int image) {
    return shared ? 0 : image * stride;
  }

  void share(boolean newShared) {
    shared = newShared;
  }

  /**
   * The gradient of every image's value, kept apart even where images share the value: image i's
   * begins at {@code i·stride}. Everything that reads the value adds to it.
   */
  float[] gradient() {
    if (gradient == null) {
      gradient = new float[data.length];
    }
    return gradient;
  }
}
