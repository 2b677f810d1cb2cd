package org.purify4j.cli.command.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.purify4j.cli.shell.Output;
import org.purify4j.diffusion.archive.AtomicFile;

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

  /**
   * Keeps the log and the record of a training that cannot be continued under other names, so that
   * a new one does not write over them. The record stays where it is too, since without it the
   * other files would not be known for the program's own.
   *
   * @return the new names, of those that are there
   */
  List<Path> keepWithoutCheckpoint() throws IOException {
    List<Path> kept = new ArrayList<>();
    if (isKept(record())) {
      Path copy = unused(record());
      AtomicFile.write(copy, out -> Files.copy(record(), out));
      kept.add(copy);
    }
    if (isKept(metrics())) {
      kept.add(Files.move(metrics(), unused(metrics())));
    }
    return kept;
  }

  private static boolean isKept(Path file) throws IOException {
    return Files.isRegularFile(file) && Files.size(file) > 0;
  }

  private static Path unused(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    Path free = file;
    for (int i = 1; Files.exists(free, LinkOption.NOFOLLOW_LINKS); i++) {
      free = file.resolveSibling(name.substring(0, dot) + "-" + i + name.substring(dot));
    }
    return free;
  }
}
