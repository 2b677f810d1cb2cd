package org.purify4j.importers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Large files, and files of others, in a folder beside the project. What is tested with one is
 * tested in addition to the {@linkplain Goldens golden files}, and skipped where it is absent.
 */
public final class Shared {
  private Shared() {}

  /** Where the files are, if they are there. */
  public static Path folder() {
    return Path.of(System.getProperty("purify4j.shared", "../../shared"));
  }

  /** A file or folder under the shared folder. */
  public static Path path(String relative) {
    Path path = folder().resolve(relative);
    assumeTrue(
        Files.exists(path),
        () -> "skipped: " + path + " is absent, and no part of the project (purify4j.shared)");
    return path;
  }
}
