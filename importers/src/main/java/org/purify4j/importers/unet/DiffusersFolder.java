package org.purify4j.importers.unet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The JSON files that Hugging Face's diffusers writes beside weights: {@code config.json} of the
 * network, and of the noise schedule {@code scheduler_config.json} in the same folder, or in a
 * pipeline in the folder {@code scheduler} beside it.
 */
final class DiffusersFolder {
  /** The key by which a file says of which class it is. */
  static final String CLASS_NAME = "_class_name";

  /** The name under which the class of the scheduler is given, beside that of the network. */
  static final String SCHEDULER = "scheduler";

  private static final String NETWORK = "config.json";
  private static final String SCHEDULE = "scheduler_config.json";

  private DiffusersFolder() {}

  /** Where a network's file would be. */
  static Path network(Path weights) {
    return weights.resolveSibling(NETWORK);
  }

  /** The noise schedule that belongs to a network's file. */
  static Optional<Path> schedule(Path network) {
    Path folder = network.toAbsolutePath().resolveSibling("");
    return Stream.of(folder.resolve(SCHEDULE), folder.resolveSibling("scheduler").resolve(SCHEDULE))
        .filter(Files::isRegularFile)
        .findFirst();
  }
}
