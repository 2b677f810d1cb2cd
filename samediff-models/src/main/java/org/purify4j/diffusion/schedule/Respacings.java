package org.purify4j.diffusion.schedule;

import java.util.List;
import org.purify4j.diffusion.catalogue.Catalogue;

/** The list of respacings. A new one takes one class, and one line here. */
public final class Respacings {
  /** All respacings, in the order in which help shows them. */
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
