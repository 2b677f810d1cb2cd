package org.purify4j.diffusion.guidance;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * One term of the guidance energy: a number for each image, whose gradient pulls the reverse
 * diffusion. Terms are summed over an image's pixels, never averaged over a batch, so that the
 * result for an image does not depend on the others.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = SquaredDistance.class, name = "squaredDistance"),
  @JsonSubTypes.Type(value = SsimDistance.class, name = "ssimDistance"),
  @JsonSubTypes.Type(value = VictimOutput.class, name = "victimOutput")
})
public sealed interface EnergyTerm permits SquaredDistance, SsimDistance, VictimOutput {
  /** The factor of this term in the energy, at least 0. */
  double weight();

  /** This term for one batch. */
  BoundTerm bind(GuidanceContext context);

  /** Checks a weight. */
  static void requireWeight(double weight) {
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("weight: got " + weight + ", must be at least 0");
    }
  }
}
