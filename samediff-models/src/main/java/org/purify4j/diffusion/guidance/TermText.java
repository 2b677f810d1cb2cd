package org.purify4j.diffusion.guidance;

import java.util.List;
import java.util.Optional;
import org.purify4j.diffusion.catalogue.Spelling;

/**
 * An energy term as it is written, {@code KIND:WEIGHT[@TARGET]}, taken apart.
 *
 * @param weight its weight
 * @param targets what follows each {@code @}, none of it empty
 */
record TermText(double weight, List<String> targets) {
  /**
   * Takes a term apart.
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

  /** The target of a distance, which is the noised input unless another is named. */
  DistanceTarget distanceTarget() {
    return target()
        .map(text -> Spelling.choice("target", DistanceTarget.class, text))
        .orElse(DistanceTarget.NOISED_INPUT);
  }

  /** The one target; empty if there is none. */
  Optional<String> target() {
    if (targets.size() > 1) {
      throw new IllegalArgumentException(
          "target: got @" + String.join("@", targets) + ", must be one");
    }
    return targets.stream().findFirst();
  }

  /** The same without one of its targets. */
  TermText without(String target) {
    return new TermText(weight, targets.stream().filter(t -> !t.equals(target)).toList());
  }

  /** A distance as it is written. */
  static String ofDistance(String kind, double weight, DistanceTarget target) {
    String head = kind + ":" + Spelling.text(weight);
    return target == DistanceTarget.NOISED_INPUT ? head : head + "@" + target.text();
  }
}
