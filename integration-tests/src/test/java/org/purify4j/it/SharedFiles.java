package org.purify4j.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Large files, and files of others, in a folder beside the project. What is tested with one is
 * tested in addition, and skipped where it is absent.
 */
public final class SharedFiles {
  private SharedFiles() {}

  /** A file under the shared folder. */
  public static Path path(String relative) {
    Path path = Path.of(System.getProperty("purify4j.shared", "../../shared"), relative);
    assumeTrue(
        Files.exists(path),
        () -> "skipped: " + path + " is absent, and no part of the project (purify4j.shared)");
    return path;
  }
}
