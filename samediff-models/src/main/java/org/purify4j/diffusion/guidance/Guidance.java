package org.purify4j.diffusion.guidance;

import java.util.List;

/**
 * What pulls the reverse diffusion: the gradient of a weighted sum of energy terms, times a scale.
 *
 * @param terms none for an unguided purification
 * @param scale s
 */
public record Guidance(List<EnergyTerm> terms, GuidanceScale scale) {
  private static final Guidance NONE = new Guidance(List.of(), new GuidanceScale.Constant(0));

  public Guidance {
    terms = List.copyOf(terms);
  }

  /** No guidance. */
  public static Guidance none() {
    return NONE;
  }

  /** Terms at a constant scale of 1: the weights say all. */
  public static Guidance of(EnergyTerm... terms) {
    return new Guidance(List.of(terms), new GuidanceScale.Constant(1));
  }

  /** These terms at another scale. */
  public Guidance withScale(GuidanceScale newScale) {
    return new Guidance(terms, newScale);
  }

  /** Whether some term asks the victim. */
  public boolean asksVictim() {
    return terms.stream().anyMatch(VictimOutput.class::isInstance);
  }

  /** Whether there is nothing to guide by. */
  public boolean unguided() {
    return terms.isEmpty();
  }
}
