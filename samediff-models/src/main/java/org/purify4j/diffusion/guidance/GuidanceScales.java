package org.purify4j.diffusion.guidance;

import java.util.List;
import org.purify4j.diffusion.catalogue.Catalogue;
import org.purify4j.diffusion.catalogue.KindNames;

/** The list of guidance scales. A new one takes one class, and one line here. */
public final class GuidanceScales {
  /** All guidance scales, in the order in which help shows them. */
  public static final Catalogue<GuidanceScale> ALL =
      new Catalogue<>(
          "guidance scale", List.of(GuidanceScale.Constant.KIND, GuidanceScale.Gdmp.KIND));

  private GuidanceScales() {}

  /** Lets Jackson use their names in JSON. */
  static final class Names extends KindNames {
    Names() {
      super(ALL);
    }
  }
}
