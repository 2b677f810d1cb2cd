package org.purify4j.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPInputStream;

/** The benchmark network's files, unpacked where they are gzipped. */
final class BenchFiles {
  /** System property that names the folder of shared files. */
  static final String SHARED = "purify4j.shared";

  private BenchFiles() {}

  static Path of(String name) throws IOException {
    Path plain = Path.of(System.getProperty(SHARED), "bench", name);
    if (Files.exists(plain)) {
      return plain;
    }
    Path unpacked = Path.of(System.getProperty("java.io.tmpdir"), "purify4j-bench", name);
    if (!Files.exists(unpacked)) {
      Files.createDirectories(unpacked.getParent());
      Path gzipped = plain.resolveSibling(name + ".gz");
      try (InputStream in = new GZIPInputStream(Files.newInputStream(gzipped))) {
        Files.copy(in, unpacked, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return unpacked;
  }
}
