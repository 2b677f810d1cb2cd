package org.purify4j.diffusion.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** This program, as records and reports name it. */
public final class Program {
  private static final String VERSION = "version.properties";

  private Program() {}

  /** Name and version, such as {@code purify4j 0.1.0}. */
  public static String nameAndVersion() {
    Properties properties = new Properties();
    try (InputStream in = Program.class.getResourceAsStream(VERSION)) {
      if (in == null) {
        throw new IllegalStateException(VERSION + ": is missing from this build of the program");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(VERSION + ": cannot be read", e);
    }
    return "purify4j " + properties.getProperty("version");
  }
}
