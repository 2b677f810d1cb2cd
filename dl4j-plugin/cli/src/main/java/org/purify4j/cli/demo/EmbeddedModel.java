package org.purify4j.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import org.purify4j.diffusion.archive.AtomicFile;

/**
 * The networks embedded in the program, which trained both of them on {@link
 * org.purify4j.data.SyntheticDigits}; docs/demo.md describes their training and accuracy.
 */
enum EmbeddedModel {
  /** A DL4J {@code ComputationGraph} that classifies the ten digits and is easy to attack. */
  VICTIM("victim.zip"),
  /** A diffusion model of the same pictures. */
  DIFFUSION("diffusion.zip");

  private final String resource;

  EmbeddedModel(String resource) {
    this.resource = resource;
  }

  /**
   * Writes the archive to a file, atomically.
   *
   * @param directory where it goes, under its usual name
   * @return the file
   */
  Path copyTo(Path directory) throws IOException {
    Path file = directory.resolve(resource);
    AtomicFile.write(file, this::copy);
    return file;
  }

  private void copy(OutputStream out) throws IOException {
    try (InputStream in = EmbeddedModel.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException(resource + ": missing from this build of the program");
      }
      in.transferTo(out);
    }
  }
}
