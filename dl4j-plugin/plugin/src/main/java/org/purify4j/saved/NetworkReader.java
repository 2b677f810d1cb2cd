package org.purify4j.saved;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.deeplearning4j.util.ModelSerializer;
import org.purify4j.diffusion.archive.ArchiveException;

/** Reads one file of {@code ModelSerializer}. */
record NetworkReader(Path file, ReadingRules rules) {
  /**
   * @throws ArchiveException if the file is missing, damaged, or holds what the rules forbid
   */
  SavedNetwork read() {
    boolean updater = rules.updater() == ReadingRules.Updater.READ;
    try {
      return new SavedNetwork(
          file,
          ModelSerializer.restoreComputationGraph(file.toFile(), updater),
          Optional.empty(),
          Optional.empty());
    } catch (IOException e) {
      throw new ArchiveException(file + ": could not be read (" + e.getMessage() + ")", e);
    }
  }
}
