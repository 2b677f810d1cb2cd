package org.purify4j.cli.command.train;

import java.nio.file.Path;

/**
 * The output files of a training.
 *
 * @param model the trained model
 * @param directory everything else
 */
record TrainingFiles(Path model, Path directory) {
  /** The files that belong to a model file. */
  static TrainingFiles of(Path model) {
    String name = model.getFileName().toString().replaceFirst("\\.zip$", "") + "-training";
    return new TrainingFiles(model, model.resolveSibling(name));
  }

  Path checkpoint() {
    return directory.resolve("checkpoint.zip");
  }

  Path metrics() {
    return directory.resolve("metrics.jsonl");
  }

  Path chart() {
    return directory.resolve("loss.png");
  }

  Path samples() {
    return directory.resolve("samples.png");
  }

  Path record() {
    return directory.resolve("training.json");
  }
}
