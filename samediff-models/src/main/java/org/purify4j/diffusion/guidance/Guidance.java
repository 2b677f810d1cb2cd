package org.purify4j.diffusion.guidance;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.diffusion.catalogue.Textual;
import org.purify4j.diffusion.gradient.SecondDerivative;

/**
 * Guidance of the reverse diffusion by the gradient of an energy, a weighted sum of terms, times a
 * scale.
 *
 * @param terms terms of the energy; empty for an unguided purification
 * @param scale the factor s of the gradient at each step
 */
public record Guidance(List<EnergyTerm> terms, GuidanceScale scale) implements Textual {
  private static final GuidanceScale DEFAULT_SCALE = new GuidanceScale.Constant(1);
  private static final Guidance NONE = new Guidance(List.of(), new GuidanceScale.Constant(0));
  private static final String NONE_TEXT = "none";

  public Guidance {
    terms = List.copyOf(terms);
    Bound.TERMS.require(terms.size());
  }

  /** Returns guidance without terms: an unguided purification. */
  public static Guidance none() {
    return NONE;
  }

  /** Guidance by these terms at a constant scale of 1, so that only their weights count. */
  public static Guidance of(EnergyTerm... terms) {
    return new Guidance(List.of(terms), DEFAULT_SCALE);
  }

  /**
   * Parses a text form: {@code none}, or terms joined by {@code +}, optionally followed by
   * {@code @} and a scale, such as {@code kl:20@purified4+mse:5@gdmp0.1}.
   *
   * @throws IllegalArgumentException for any other text
   */
  public static Guidance parse(String text) {
    String normal = text.strip().toLowerCase(Locale.ROOT);
    if (normal.equals(NONE_TEXT)) {
      return NONE;
    }
    int end = normal.lastIndexOf('@');
    Optional<GuidanceScale> scale = GuidanceScales.ALL.find(normal.substring(end + 1));
    return scale
        .map(s -> new Guidance(terms(normal.substring(0, Math.max(end, 0))), s))
        .orElseGet(() -> new Guidance(terms(normal), DEFAULT_SCALE));
  }

  private static List<EnergyTerm> terms(String text) {
    return Arrays.stream(text.split("\\+", -1)).map(EnergyTerm::parse).toList();
  }

  /**
   * Returns the text form, which for guidance without terms is {@code none}, whatever the scale.
   */
  @Override
  public String text() {
    if (unguided()) {
      return NONE_TEXT;
    }
    String sum = terms.stream().map(EnergyTerm::text).collect(Collectors.joining("+"));
    return scale.equals(DEFAULT_SCALE) ? sum : sum + "@" + scale.text();
  }

  /** Returns a copy with another scale. */
  public Guidance withScale(GuidanceScale newScale) {
    return new Guidance(terms, newScale);
  }

  /** Whether some term evaluates the victim. */
  public boolean asksVictim() {
    return terms.stream().anyMatch(EnergyTerm::asksVictim);
  }

  /**
   * How the exact gradient of a guided chain computes the second derivatives of the energy.
   *
   * @param ofVictim how the victim computes its own
   * @param ofNetwork how the diffusion network does
   */
  public SecondDerivative secondDerivative(SecondDerivative ofVictim, SecondDerivative ofNetwork) {
    return terms.stream()
        .map(term -> term.secondDerivative(ofVictim, ofNetwork))
        .reduce(SecondDerivative.EXACT, SecondDerivative::and);
  }

  /** Whether there are no terms. */
  public boolean unguided() {
    return terms.isEmpty();
  }
}
