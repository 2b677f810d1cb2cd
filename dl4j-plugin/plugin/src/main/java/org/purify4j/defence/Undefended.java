package org.purify4j.defence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.noise.Draw;

/** The bare classifier, in the place of a defence. The victim stays the caller's. */
public final class Undefended implements Defence {
  /** How the bare classifier is called in reports. */
  public static final String NAME = "undefended";

  private final Classifier victim;

  /**
   * @param victim the classifier
   */
  public Undefended(Classifier victim) {
    this.victim = victim;
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
  public DefenceAnswer answer(INDArray images, Draw draw) {
    return new DefenceAnswer(victim.logits(images), images);
  }

  @Override
  public NoisyClassifier target() {
    return NoisyClassifier.of(victim);
  }

  @Override
  public long imagePasses() {
    return 0;
  }

  @Override
  public void close() {}
}
