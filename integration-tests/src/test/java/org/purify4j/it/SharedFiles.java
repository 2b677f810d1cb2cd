package org.purify4j.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The reference files beside the project; a test that needs one is skipped where it is absent. */
public final class SharedFiles {
  private SharedFiles() {}

  /** A file under the shared folder. */
  public static Path path(String relative) {
    Path path = Path.of(System.getProperty("purify4j.shared", "../../shared"), relative);
    assumeTrue(Files.exists(path), () -> "skipped: " + path + " is absent");
    return path;
  }
}
