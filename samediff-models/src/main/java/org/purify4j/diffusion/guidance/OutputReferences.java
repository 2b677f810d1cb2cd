package org.purify4j.diffusion.guidance;

import java.util.List;
import org.purify4j.diffusion.catalogue.Catalogue;
import org.purify4j.diffusion.catalogue.KindNames;

/** The list of output references; a new one is one class, and one line here. */
public final class OutputReferences {
  /** All of them. */
  public static final Catalogue<OutputReference> ALL =
      new Catalogue<>(
          "reference",
          List.of(
              OutputReference.Input.KIND,
              OutputReference.Noised.KIND,
              OutputReference.Squeezed.KIND,
              OutputReference.Purified.KIND));

  private OutputReferences() {}

  /** Their names in JSON. */
  static final class Names extends KindNames {
    Names() {
      super(ALL);
    }
  }
}
