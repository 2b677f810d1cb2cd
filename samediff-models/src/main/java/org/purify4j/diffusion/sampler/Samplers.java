package org.purify4j.diffusion.sampler;

import java.util.List;
import org.purify4j.diffusion.catalogue.Catalogue;
import org.purify4j.diffusion.catalogue.KindNames;

/** The list of samplers. A new one takes one class, and one line here. */
public final class Samplers {
  /** All samplers, in the order in which help shows them. */
  public static final Catalogue<Sampler> ALL =
      new Catalogue<>(
          "sampler",
          List.of(
              DdpmSampler.KIND, DdimSampler.KIND, DpmSolverPlusPlusSampler.KIND, HeunSampler.KIND));

  private Samplers() {}

  /** Lets Jackson use their names in JSON. */
  static final class Names extends KindNames {
    Names() {
      super(ALL);
    }
  }
}
