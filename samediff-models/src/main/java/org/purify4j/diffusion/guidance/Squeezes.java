package org.purify4j.diffusion.guidance;

import java.util.List;
import org.purify4j.diffusion.catalogue.Catalogue;
import org.purify4j.diffusion.catalogue.KindNames;

/** The list of squeezes. A new one takes one class, and one line here. */
public final class Squeezes {
  /** All squeezes, in the order in which help shows them. */
  public static final Catalogue<Squeeze> ALL =
      new Catalogue<>("squeeze", List.of(MedianFilter.KIND, BitDepth.KIND, Jpeg.KIND));

  private Squeezes() {}

  /** Lets Jackson use their names in JSON. */
  static final class Names extends KindNames {
    Names() {
      super(ALL);
    }
  }
}
