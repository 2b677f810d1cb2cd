package org.purify4j.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.purify4j.defence.Defence;
import org.purify4j.diffusion.classifier.NoisyClassifier;

/**
 * A deployment as diagnostics see it: what answers, and what the attacks differentiate.
 *
 * @param deployment whose settings these are
 * @param classifier what answers
 * @param target what is differentiated
 * @param caveat in what that falls short of the exact gradient
 */
record ExaminedDeployment(
    Deployment deployment,
    NoisyClassifier classifier,
    NoisyClassifier target,
    Optional<String> caveat)
    implements Defence {
  @Override
  public String name() {
    return deployment.name();
  }

  @Override
  public JsonNode settings() {
    return deployment.settings();
  }

  @Override
  public Randomness randomness() {
    return deployment.randomised() ? Randomness.RANDOMISED : Randomness.DETERMINISTIC;
  }

  @Override
  public long imagePasses() {
    return deployment.imagePasses().getAsLong();
  }

  /** Nothing: whoever made the deployment owns it. */
  @Override
  public void close() {}
}
