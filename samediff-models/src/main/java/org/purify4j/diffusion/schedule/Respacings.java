package org.purify4j.diffusion.schedule;

import java.util.List;
import org.purify4j.diffusion.catalogue.Catalogue;

/** The list of respacings; a new one is one class, and one line here. */
public final class Respacings {
  /** All of them. */
  public static final Catalogue<Respacing> ALL =
      new Catalogue<>(
          "respacing",
          List.of(
              Respacing.All.KIND,
              Respacing.Evenly.KIND,
              Respacing.Sections.KIND,
              Respacing.Stride.KIND,
              Respacing.Explicit.KIND));

  private Respacings() {}
}
