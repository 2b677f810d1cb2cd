package org.purify4j.cli.shell;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import org.purify4j.diffusion.archive.AtomicFile;

/** Writes values as JSON files. */
public final class JsonFile {
  public static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private JsonFile() {}

  /** Writes a value atomically. */
  public static void write(Object value, Path file) throws IOException {
    AtomicFile.write(file, out -> out.write(JSON.writeValueAsBytes(value)));
  }
}
