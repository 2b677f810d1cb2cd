package org.purify4j.importers.unet;

import java.util.List;

/** The families of U-Nets that can be imported; a new one is one file and one line here. */
public final class UNetImporters {
  private static final List<UNetImporter> ALL =
      List.of(
          new AdmUNetImporter(),
          new DdpmUNetImporter(),
          new DiffusersUNetImporter(),
          new ScoreSdeUNetImporter(),
          new EdmUNetImporter(),
          new LucidrainsUNetImporter());

  private UNetImporters() {}

  /** Every family. */
  public static List<UNetImporter> all() {
    return ALL;
  }
}
