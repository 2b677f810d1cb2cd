package org.purify4j.importers.fuzz;

/** Jazzer's target for the reader of zip archives; see docs/fuzzing.md. */
public final class ZipFuzz {
  private ZipFuzz() {}

  /** Called by Jazzer with bytes that reach ever more of the reader. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    if (Fuzz.startsWith(bytes, 'P', 'K', 3, 4)) {
      Fuzz.read(bytes);
    }
  }
}
