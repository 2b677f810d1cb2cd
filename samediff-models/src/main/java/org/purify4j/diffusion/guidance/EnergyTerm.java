package org.purify4j.diffusion.guidance;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.annotation.JsonTypeIdResolver;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.diffusion.catalogue.Textual;
import org.purify4j.diffusion.gradient.SecondDerivative;

/**
 * One term of the guidance energy: a number for each image, whose gradient steers the reverse
 * diffusion. Terms are summed over an image's pixels, never averaged over a batch, so that the
 * result for an image does not depend on the others. {@link EnergyTerms} lists them all.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, property = "kind")
@JsonTypeIdResolver(EnergyTerms.Names.class)
public interface EnergyTerm extends Textual {
  /**
   * Parses a text form, such as {@code mse:5@input}.
   *
   * @throws IllegalArgumentException for any other text; the message lists the valid forms
   */
  static EnergyTerm parse(String text) {
    return EnergyTerms.ALL.parse(text);
  }

  /** The factor of this term in the energy, at least 0. */
  double weight();

  /** Whether the term evaluates the victim, which the purifier must then be given. */
  default boolean asksVictim() {
    return false;
  }

  /**
   * How the pullback of this term computes second derivatives; exactly, unless it asks something
   * for them that does not.
   *
   * @param ofVictim how the victim does
   * @param ofNetwork how the diffusion network does
   */
  default SecondDerivative secondDerivative(SecondDerivative ofVictim, SecondDerivative ofNetwork) {
    return SecondDerivative.EXACT;
  }

  /** Binds this term to one batch. */
  BoundTerm bind(GuidanceContext context);

  /** Checks a weight. */
  static void requireWeight(double weight) {
    Bound.WEIGHT.require(weight);
  }
}
