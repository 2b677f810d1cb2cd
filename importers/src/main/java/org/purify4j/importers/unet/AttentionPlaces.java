package org.purify4j.importers.unet;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import org.purify4j.diffusion.unet.Resolutions;

/** Holds the places of attention that authors' settings give against those of the tensors. */
final class AttentionPlaces {
  private AttentionPlaces() {}

  /**
   * Checks a setting that gives resolutions in pixels. Those that no level has are passed over, as
   * the authors' programs do.
   *
   * @throws IllegalArgumentException if attention lies elsewhere
   */
  static void inPixels(Decisions decisions, String name, Resolutions resolutions, int imageSize) {
    check(decisions, name, resolutions, List.of(factor -> imageSize / factor));
  }

  /** Checks one that gives resolutions in pixels or factors of downsampling, whichever fit. */
  static void inPixelsOrFactors(
      Decisions decisions, String name, Resolutions resolutions, int imageSize) {
    check(decisions, name, resolutions, List.of(factor -> imageSize / factor, factor -> factor));
  }

  private static void check(
      Decisions decisions, String name, Resolutions resolutions, List<IntUnaryOperator> scales) {
    Optional<List<Integer>> said = decisions.given().integers(name);
    if (said.isEmpty()) {
      return;
    }
    for (IntUnaryOperator scale : scales) {
      Set<Integer> all = new TreeSet<>();
      for (int level = 0; level < resolutions.channels().size(); level++) {
        all.add(scale.applyAsInt(1 << level));
      }
      Set<Integer> meant = new TreeSet<>(said.get());
      meant.retainAll(all);
      if (meant.equals(scaled(resolutions.attention(), scale))) {
        return;
      }
    }
    throw decisions.contradiction(name, said.get(), scaled(resolutions.attention(), scales.get(0)));
  }

  private static Set<Integer> scaled(List<Integer> factors, IntUnaryOperator scale) {
    Set<Integer> scaled = new TreeSet<>();
    factors.forEach(factor -> scaled.add(scale.applyAsInt(factor)));
    return scaled;
  }
}
