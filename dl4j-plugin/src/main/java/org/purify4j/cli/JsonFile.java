package org.purify4j.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import org.purify4j.diffusion.archive.AtomicFile;

/** Writes values as JSON files. */
final class JsonFile {
  static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private JsonFile() {}

  /** Writes a value, whole or not at all. */
  static void write(Object value, Path file) throws IOException {
    AtomicFile.write(file, out -> out.write(JSON.writeValueAsBytes(value)));
  }
}
