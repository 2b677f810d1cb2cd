package org.purify4j.importers.classifier;

import java.util.List;

/** The families of classifiers that can be imported; a new one is one file and one line here. */
public final class ClassifierImporters {
  private static final List<ClassifierImporter> ALL =
      List.of(new AkamasterResNetImporter(), new ChenyaofoResNetImporter());

  private ClassifierImporters() {}

  /** Every family. */
  public static List<ClassifierImporter> all() {
    return ALL;
  }
}
