package org.purify4j.saved.fuzz;

/** Jazzer's target for the reader of DL4J networks; see docs/fuzzing.md. */
public final class NetworkFuzz {
  private static final FuzzedArchive ARCHIVE = Archives.network();

  private NetworkFuzz() {}

  /** Called by Jazzer first, since loading ND4J takes longer than an input may. */
  public static void fuzzerInitialize() {
    ARCHIVE.seeds().forEach(ARCHIVE::read);
  }

  /** Called by Jazzer with bytes that reach ever more of the reader. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    ARCHIVE.read(bytes);
  }
}
