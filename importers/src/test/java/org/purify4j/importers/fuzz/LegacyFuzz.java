package org.purify4j.importers.fuzz;

/**
 * Jazzer's target for the reader of legacy files, and with them of the pickle machine; see
 * docs/fuzzing.md.
 */
public final class LegacyFuzz {
  private LegacyFuzz() {}

  /** Called by Jazzer with bytes that reach ever more of the reader. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    if (Fuzz.startsWith(bytes, 0x80, 2)) {
      Fuzz.read(bytes);
    }
  }
}
