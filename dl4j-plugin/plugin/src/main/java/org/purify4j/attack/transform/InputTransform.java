package org.purify4j.attack.transform;

import org.apache.commons.rng.UniformRandomProvider;
import org.purify4j.diffusion.classifier.NoisyClassifier;

/**
 * A linear change of images before a target sees them, or of gradients after it. Transforms are
 * composed by wrapping one target in the other: the last one is the nearest to the attack.
 */
public interface InputTransform {
  /** How it is typed and reported, such as {@code di:0.5}. */
  String text();

  /** Whether every query draws it anew. */
  boolean random();

  /**
   * What is done to one image in one query.
   *
   * @param channels of the image
   * @param height of the image
   * @param width of the image
   * @param random decides, if it is drawn
   */
  Passage draw(int channels, int height, int width, UniformRandomProvider random);

  /**
   * A target behind this transform.
   *
   * @param target the classifier under attack
   * @param seed of what is drawn, together with the image's id and the draw
   */
  default NoisyClassifier before(NoisyClassifier target, long seed) {
    return new TransformedClassifier(this, target, seed);
  }
}
