package org.purify4j.importers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The reference files beside the project; a test that needs one is skipped where it is absent. */
public final class Shared {
  private Shared() {}

  /** Where the files are, if they are there. */
  public static Path folder() {
    return Path.of(System.getProperty("purify4j.shared", "../../shared"));
  }

  /** A file or folder under the shared folder. */
  public static Path path(String relative) {
    Path path = folder().resolve(relative);
    assumeTrue(Files.exists(path), () -> "skipped: " + path + " is absent");
    return path;
  }
}
