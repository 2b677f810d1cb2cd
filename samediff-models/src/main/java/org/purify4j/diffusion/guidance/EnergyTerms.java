package org.purify4j.diffusion.guidance;

import java.util.List;
import org.purify4j.diffusion.catalogue.Catalogue;
import org.purify4j.diffusion.catalogue.KindNames;

/** The list of energy terms. A new one takes one class, and one line here. */
public final class EnergyTerms {
  /** All energy terms, in the order in which help shows them. */
  public static final Catalogue<EnergyTerm> ALL =
      new Catalogue<>(
          "energy term", List.of(SquaredDistance.KIND, SsimDistance.KIND, VictimOutput.KIND));

  private EnergyTerms() {}

  /** Lets Jackson use their names in JSON. */
  static final class Names extends KindNames {
    Names() {
      super(ALL);
    }
  }
}
