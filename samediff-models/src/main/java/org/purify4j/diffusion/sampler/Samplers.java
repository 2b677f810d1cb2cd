package org.purify4j.diffusion.sampler;

import java.util.List;
import org.purify4j.diffusion.catalogue.Catalogue;
import org.purify4j.diffusion.catalogue.KindNames;

/** The list of samplers; a new one is one class, and one line here. */
public final class Samplers {
  /** All of them. */
  public static final Catalogue<Sampler> ALL =
      new Catalogue<>(
          "sampler",
          List.of(
              DdpmSampler.KIND, DdimSampler.KIND, DpmSolverPlusPlusSampler.KIND, HeunSampler.KIND));

  private Samplers() {}

  /** Their names in JSON. */
  static final class Names extends KindNames {
    Names() {
      super(ALL);
    }
  }
}
