package org.purify4j.diffusion.guidance;

import java.util.List;
import java.util.Optional;
import org.purify4j.diffusion.catalogue.Spelling;

/**
 * The parts of an energy term's text form, {@code KIND:WEIGHT[@TARGET]}.
 *
 * @param weight the weight
 * @param targets what follows each {@code @}, none of them empty
 */
record TermText(double weight, List<String> targets) {
  /**
   * Splits a term into its parts.
   *
   * @param kind the word that it must start with
   * @return empty if it is a term of another kind
   * @throws IllegalArgumentException if it is of this kind, but malformed
   */
  static Optional<TermText> of(String kind, String text) {
    List<String> parts = List.of(text.split("@", -1));
    String head = parts.get(0);
    if (!head.equals(kind) && !head.startsWith(kind + ":")) {
      return Optional.empty();
    }
    List<String> targets = parts.subList(1, parts.size());
    if (head.equals(kind) || targets.contains("")) {
      throw new IllegalArgumentException(
          "got " + text + ", must be KIND:WEIGHT[@TARGET], such as kl:20@purified4 or mse:5");
    }
    double weight = Spelling.real("weight", head.substring(kind.length() + 1));
    return Optional.of(new TermText(weight, targets));
  }

  /** Returns the target of a distance, by default the noised input. */
  DistanceTarget distanceTarget() {
    return target()
        .map(text -> Spelling.choice("target", DistanceTarget.class, text))
        .orElse(DistanceTarget.NOISED_INPUT);
  }

  /** Returns the one target; empty if there is none. */
  Optional<String> target() {
    if (targets.size() > 1) {
      throw new IllegalArgumentException(
          "target: got @" + String.join("@", targets) + ", must be one");
    }
    return targets.stream().findFirst();
  }

  /** Returns a copy without one of its targets. */
  TermText without(String target) {
    return new TermText(weight, targets.stream().filter(t -> !t.equals(target)).toList());
  }

  /** Returns the text form of a distance. */
  static String ofDistance(String kind, double weight, DistanceTarget target) {
    String head = kind + ":" + Spelling.text(weight);
    return target == DistanceTarget.NOISED_INPUT ? head : head + "@" + target.text();
  }
}
