package org.purify4j.cli.command.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.purify4j.diffusion.archive.Sha256;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.model.ModelDescription;
import org.purify4j.diffusion.model.Program;
import org.purify4j.diffusion.model.Provenance;
import org.purify4j.diffusion.network.Parameters;
import org.purify4j.diffusion.train.InitialWeights;
import org.purify4j.diffusion.train.TrainingConfig;
import org.purify4j.evaluate.FileReference;

/**
 * The initial model of a training.
 *
 * @param description of the network
 * @param weights its initial weights
 * @param files it came from
 */
record TrainingStart(
    ModelDescription description, Supplier<Parameters> weights, List<FileReference> files) {

  /** A new network. */
  static TrainingStart fresh(ModelDescription description, TrainingConfig config) {
    int size = description.imageSize();
    return new TrainingStart(
        description,
        () -> InitialWeights.of(description.network().describe(size, size), config.seed()),
        List.of());
  }

  /** A model to be trained further. */
  static TrainingStart from(Path file) throws IOException {
    try (DiffusionModel model = DiffusionModel.load(file)) {
      Parameters weights = Parameters.of(model.network(), model.weights());
      Provenance provenance =
          model
              .description()
              .provenance()
              .withSource(file.getFileName().toString(), Sha256.of(file), Program.nameAndVersion());
      return new TrainingStart(
          model.description().withProvenance(provenance),
          () -> weights,
          List.of(FileReference.of("model", file)));
    }
  }
}
