package org.purify4j.defence;

import com.fasterxml.jackson.databind.JsonNode;
import org.purify4j.diffusion.classifier.NoisyClassifier;

/**
 * A classifier behind a defence, as an evaluation sees it: it answers, it can be attacked, and it
 * accounts for its cost. Not thread-safe.
 */
public interface Defence extends AutoCloseable {
  /** How it is called in reports. */
  String name();

  /** All that decides its answers, for the report. */
  JsonNode settings();

  /** Whether another draw may give another answer. */
  Randomness randomness();

  /** What classifies images, and shows what its own classifier saw. */
  NoisyClassifier classifier();

  /** What an adaptive attack works against. */
  NoisyClassifier target();

  /**
   * Passes of images through the diffusion network so far, forward or with gradient: a pass of a
   * batch counts once for each image in it, padding not counted.
   */
  long imagePasses();

  @Override
  void close();

  /** Whether an answer depends on the draw. */
  enum Randomness {
    /** Every draw gives the same answer. */
    DETERMINISTIC,
    /** Draws are independent. */
    RANDOMISED
  }
}
