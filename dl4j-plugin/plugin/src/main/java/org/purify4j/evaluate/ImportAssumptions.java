package org.purify4j.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.purify4j.diffusion.archive.ArchiveException;
import org.purify4j.diffusion.model.Assumptions;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.model.Fact;
import org.purify4j.importers.ClassifierArchive;

/** What the import of a network had to assume, as the file that it wrote says. */
final class ImportAssumptions {
  private ImportAssumptions() {}

  /** In a line; empty if nothing was assumed, or the file is none that an import wrote. */
  static Optional<String> of(Path file) {
    try {
      return Assumptions.of(facts(file));
    } catch (IOException | ArchiveException e) {
      return Optional.empty();
    }
  }

  private static Map<String, Fact> facts(Path file) throws IOException {
    boolean diffusion;
    try (ZipFile zip = new ZipFile(file.toFile())) {
      diffusion = zip.getEntry("model.json") != null;
    }
    return diffusion
        ? DiffusionModel.describe(file).provenance().facts()
        : ClassifierArchive.provenance(file).map(from -> from.facts()).orElseGet(Map::of);
  }
}
