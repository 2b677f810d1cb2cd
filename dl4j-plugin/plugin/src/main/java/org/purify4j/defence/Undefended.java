package org.purify4j.defence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.classifier.NoisyClassifier;

/** The bare classifier as a {@link Defence}, for comparison. The caller owns the victim. */
public final class Undefended implements Defence {
  /** The name of the bare classifier in reports. */
  public static final String NAME = "undefended";

  private final NoisyClassifier classifier;

  /**
   * Creates the defence that does nothing.
   *
   * @param victim the classifier
   */
  public Undefended(Classifier victim) {
    this.classifier = NoisyClassifier.of(victim);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public JsonNode settings() {
    return JsonNodeFactory.instance.objectNode();
  }

  @Override
  public Randomness randomness() {
    return Randomness.DETERMINISTIC;
  }

  @Override
  public NoisyClassifier classifier() {
    return classifier;
  }

  @Override
  public NoisyClassifier target() {
    return classifier;
  }

  @Override
  public long imagePasses() {
    return 0;
  }

  @Override
  public void close() {}
}
