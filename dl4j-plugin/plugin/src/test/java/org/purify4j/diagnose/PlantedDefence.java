package org.purify4j.diagnose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.purify4j.defence.Defence;
import org.purify4j.diffusion.classifier.NoisyClassifier;

/**
 * A defence that deploys one classifier and has another one attacked.
 *
 * @param classifier what answers
 * @param target what is differentiated
 */
record PlantedDefence(NoisyClassifier classifier, NoisyClassifier target) implements Defence {
  /** Deploys what is attacked. */
  static PlantedDefence of(NoisyClassifier both) {
    return new PlantedDefence(both, both);
  }

  @Override
  public String name() {
    return "planted";
  }

  @Override
  public JsonNode settings() {
    return JsonNodeFactory.instance.objectNode();
  }

  @Override
  public Randomness randomness() {
    return Randomness.RANDOMISED;
  }

  @Override
  public long imagePasses() {
    return 0;
  }

  @Override
  public void close() {}
}
