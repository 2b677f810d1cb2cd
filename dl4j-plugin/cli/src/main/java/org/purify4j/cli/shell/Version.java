package org.purify4j.cli.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The versions of the libraries that this program uses. */
public final class Version {
  private static final String UNKNOWN = "unknown";

  private Version() {}

  /** The version that Maven recorded in a library's jar. */
  static String of(String group, String artifact) {
    return property("/META-INF/maven/" + group + "/" + artifact + "/pom.properties", "version");
  }

  private static String property(String resource, String name) {
    try (InputStream in = Version.class.getResourceAsStream(resource)) {
      if (in == null) {
        return UNKNOWN;
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty(name, UNKNOWN);
    } catch (IOException e) {
      throw new UncheckedIOException(resource + ": cannot be read", e);
    }
  }
}
