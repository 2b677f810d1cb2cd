package org.purify4j.cli.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.purify4j.cli.shell.CommandException;
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
   * Writes the archive to a file, atomically, unless it is there.
   *
   * @param directory where it goes, under its usual name
   * @return the file
   * @throws CommandException if there is another file of that name
   */
  Path copyTo(Path directory) throws IOException {
    Path file = directory.resolve(resource);
    if (!Files.exists(file)) {
      AtomicFile.write(file, this::copy);
    } else if (!isAt(file)) {
      throw new CommandException(
          file + ": is there already and is not this program's: --out must be elsewhere");
    }
    return file;
  }

  private boolean isAt(Path file) throws IOException {
    ByteArrayOutputStream own = new ByteArrayOutputStream();
    copy(own);
    return Files.isRegularFile(file)
        && Files.size(file) == own.size()
        && Arrays.equals(own.toByteArray(), Files.readAllBytes(file));
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
