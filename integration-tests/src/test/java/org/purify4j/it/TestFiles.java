package org.purify4j.it;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;

/**
 * Files on the class path: {@code golden} of the importers, {@code chain} and {@code compatibility}
 * of this module. They are always there: a missing one fails the test.
 */
public final class TestFiles {
  private TestFiles() {}

  /** One of them. */
  public static Path path(String relative) {
    URL file = TestFiles.class.getResource("/" + relative);
    if (file == null) {
      throw new IllegalStateException(relative + ": is missing from the test resources");
    }
    try {
      return Path.of(file.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(file + ": is no file", e);
    }
  }
}
