package org.purify4j.defence;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.purify4j.diffusion.classifier.NoisyClassifier;

/**
 * A classifier behind a defence, as an evaluation uses it: it can be queried and attacked, and
 * reports its cost. Not thread-safe.
 */
public interface Defence extends AutoCloseable {
  /** Returns its name in reports. */
  String name();

  /** Returns all settings that affect its answers, for the report. */
  JsonNode settings();

  /** Whether its answers depend on the draw. */
  Randomness randomness();

  /**
   * Returns the defended classifier, whose answers also show the images that the classifier behind
   * the defence received.
   */
  NoisyClassifier classifier();

  /** Returns the classifier that an adaptive attack differentiates. */
  NoisyClassifier target();

  /**
   * Returns in what that falls short of the exact gradient of the defence as it answers, as a
   * clause such as {@code the chain was differentiated without its guidance}; empty if in nothing.
   */
  default Optional<String> caveat() {
    return Optional.empty();
  }

  /**
   * Returns the number of passes of images through the diffusion network so far, forward or with
   * gradient: a pass of a batch counts once for each image in it, padding excluded.
   */
  long imagePasses();

  @Override
  void close();

  /** Whether an answer depends on the draw. */
  enum Randomness {
    /** Every draw gives the same answer. */
    DETERMINISTIC,
    /** Different draws give independent answers. */
    RANDOMISED
  }
}
