package org.purify4j.diffusion.schedule;

import java.util.List;
import org.purify4j.diffusion.catalogue.Catalogue;
import org.purify4j.diffusion.catalogue.KindNames;

/** The list of noise levels. A new one takes one class, and one line here. */
public final class NoiseLevels {
  /** All noise levels, in the order in which help shows them. */
  public static final Catalogue<NoiseLevel> ALL =
      new Catalogue<>("noise level", List.of(NoiseLevel.PixelSigma.KIND, NoiseLevel.Timestep.KIND));

  private NoiseLevels() {}

  /** Lets Jackson use their names in JSON. */
  static final class Names extends KindNames {
    Names() {
      super(ALL);
    }
  }
}
