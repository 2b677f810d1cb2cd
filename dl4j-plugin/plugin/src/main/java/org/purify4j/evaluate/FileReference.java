package org.purify4j.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import org.purify4j.diffusion.archive.Sha256;

/**
 * A file that a result is based on.
 *
 * @param role its use, such as {@code victim}
 * @param path where it was
 * @param sha256 hexadecimal SHA-256 of its bytes
 */
public record FileReference(String role, String path, String sha256) {
  /** A reference to a file in its present state. */
  public static FileReference of(String role, Path file) throws IOException {
    return new FileReference(role, file.toString(), Sha256.of(file));
  }
}
