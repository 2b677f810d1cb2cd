package org.purify4j.cli.command.train;

import java.nio.file.Path;
import org.purify4j.cli.shell.Output;

/**
 * The output files of a training.
 *
 * @param model the trained model
 * @param directory everything else
 */
record TrainingFiles(Path model, Path directory) {
  private static final String RECORD = "training.json";
  private static final String CHECKPOINT = "checkpoint.zip";
  private static final String METRICS = "metrics.jsonl";
  private static final String CHART = "loss.png";
  private static final String SAMPLES = "samples.png";

  /** The files that belong to a model file. */
  static TrainingFiles of(Path model) {
    String name = model.getFileName().toString().replaceFirst("\\.zip$", "") + "-training";
    return new TrainingFiles(model, model.resolveSibling(name));
  }

  /** Claims the directory. */
  Output claim() {
    return Output.directory(directory, RECORD, CHECKPOINT, METRICS, CHART, SAMPLES);
  }

  Path checkpoint() {
    return directory.resolve(CHECKPOINT);
  }

  Path metrics() {
    return directory.resolve(METRICS);
  }

  Path chart() {
    return directory.resolve(CHART);
  }

  Path samples() {
    return directory.resolve(SAMPLES);
  }

  Path record() {
    return directory.resolve(RECORD);
  }
}
