package org.purify4j.diffusion.guidance;

import java.util.List;
import org.purify4j.diffusion.catalogue.Catalogue;
import org.purify4j.diffusion.catalogue.KindNames;

/** The list of squeezes; a new one is one class, and one line here. */
public final class Squeezes {
  /** All of them. */
  public static final Catalogue<Squeeze> ALL =
      new Catalogue<>("squeeze", List.of(MedianFilter.KIND, BitDepth.KIND, Jpeg.KIND));

  private Squeezes() {}

  /** Their names in JSON. */
  static final class Names extends KindNames {
    Names() {
      super(ALL);
    }
  }
}
