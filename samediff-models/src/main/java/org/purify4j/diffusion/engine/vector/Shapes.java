package org.purify4j.diffusion.engine.vector;

import org.purify4j.diffusion.network.Shape;

/** Derives the shapes of feature maps. */
final class Shapes {
  private Shapes() {}

  static Shape of(FeatureMap map) {
    return new Shape(map.channels(), map.height(), map.width());
  }

  /** The channels of one map in the size of another. */
  static Shape of(FeatureMap channels, FeatureMap size) {
    return new Shape(channels.channels(), size.height(), size.width());
  }
}
