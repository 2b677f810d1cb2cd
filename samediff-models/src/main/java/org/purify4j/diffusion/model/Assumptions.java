package org.purify4j.diffusion.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Says in one line what an import had to assume: if it is wrong, every figure is. The size of the
 * images is left out, as networks take others too.
 */
public final class Assumptions {
  private static final Set<String> IMAGE_SIZES =
      Set.of("image size", "image_size", "resolution", "sample_size");

  private Assumptions() {}

  /**
   * The assumed facts, by whose values they are, such as {@code assumed as EDM: precond edm}; empty
   * if nothing was assumed.
   */
  public static Optional<String> of(Map<String, Fact> facts) {
    Map<String, StringJoiner> bySource = new LinkedHashMap<>();
    facts.forEach(
        (name, fact) -> {
          if (fact.grounds() == Grounds.ASSUMED && !IMAGE_SIZES.contains(name)) {
            bySource
                .computeIfAbsent(
                    fact.source(),
                    source -> new StringJoiner(", ", "assumed as " + source + ": ", ""))
                .add(name + " " + fact.value());
          }
        });
    return bySource.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.join("; ", bySource.values().stream().map(StringJoiner::toString).toList()));
  }
}
