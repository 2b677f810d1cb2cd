package org.purify4j.importers.fuzz;

/** Jazzer's target for the reader of safetensors files; see docs/fuzzing.md. */
public final class SafetensorsFuzz {
  private SafetensorsFuzz() {}

  /** Called by Jazzer with bytes that reach ever more of the reader. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    if (bytes.length > 8 && bytes[8] == '{') {
      Fuzz.read(bytes);
    }
  }
}
