package org.purify4j.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import org.purify4j.diffusion.archive.AtomicFile;

/**
 * The networks that come with the program, both trained by it on {@link
 * org.purify4j.data.SyntheticDigits}; docs/demo.md tells how, and what they are worth.
 */
enum EmbeddedModel {
  /** A DL4J {@code ComputationGraph} that tells the ten digits apart, easily attacked. */
  VICTIM("victim.zip"),
  /** A diffusion model of the same pictures. */
  DIFFUSION("diffusion.zip");

  private final String resource;

  EmbeddedModel(String resource) {
    this.resource = resource;
  }

  /** The usual name of its file. */
  public String fileName() {
    return resource;
  }

  /**
   * Writes its archive, whole or not at all, to be loaded as any other.
   *
   * @param directory where, under its usual name
   * @return the file
   */
  public Path copyTo(Path directory) throws IOException {
    Path file = directory.resolve(resource);
    AtomicFile.write(file, this::copy);
    return file;
  }

  private void copy(OutputStream out) throws IOException {
    try (InputStream in = EmbeddedModel.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException(resource + ": is not in this build of the program");
      }
      in.transferTo(out);
    }
  }
}
