package org.purify4j.importers;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;

/** The golden files on the class path, which are always there: a missing one fails the test. */
public final class Goldens {
  private static final String README = "/golden/README.md";

  private Goldens() {}

  /** The folder that holds them. */
  public static Path folder() {
    URL readme = Goldens.class.getResource(README);
    if (readme == null) {
      throw new IllegalStateException(README + ": is missing from the test resources");
    }
    try {
      return Path.of(readme.toURI()).getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(readme + ": is no file", e);
    }
  }

  /** One file or folder. */
  public static Path file(String name) {
    Path file = folder().resolve(name);
    if (!Files.exists(file)) {
      throw new IllegalStateException("golden/" + name + ": is missing from the test resources");
    }
    return file;
  }
}
