package org.purify4j.diffusion.guidance;

import java.util.List;
import org.purify4j.diffusion.catalogue.Catalogue;
import org.purify4j.diffusion.catalogue.KindNames;

/** The list of output references. A new one takes one class, and one line here. */
public final class OutputReferences {
  /** All output references, in the order in which help shows them. */
  public static final Catalogue<OutputReference> ALL =
      new Catalogue<>(
          "reference",
          List.of(
              OutputReference.Input.KIND,
              OutputReference.Noised.KIND,
              OutputReference.Squeezed.KIND,
              OutputReference.Purified.KIND));

  private OutputReferences() {}

  /** Lets Jackson use their names in JSON. */
  static final class Names extends KindNames {
    Names() {
      super(ALL);
    }
  }
}
