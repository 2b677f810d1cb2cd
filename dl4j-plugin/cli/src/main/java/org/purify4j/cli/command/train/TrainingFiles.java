package org.purify4j.cli.command.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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

  /**
   * Gives the log and the record of a training that cannot be continued other names, so that a new
   * one does not write over them.
   *
   * @return the new names, of those that are there
   */
  List<Path> keepWithoutCheckpoint() throws IOException {
    List<Path> kept = new ArrayList<>();
    for (Path file : List.of(metrics(), record())) {
      if (Files.isRegularFile(file) && Files.size(file) > 0) {
        kept.add(Files.move(file, unused(file)));
      }
    }
    return kept;
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
