package org.purify4j.importers.classifier;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.purify4j.importers.Goldens;
import org.purify4j.importers.Shared;
import org.purify4j.importers.checkpoint.Checkpoint;

/**
 * Checkpoints with what PyTorch answered: of this module, and of the shared folder if it is there.
 */
final class ClassifierGoldens {
  private static final List<String> HEADS =
      List.of(
          "fc.weight",
          "linear.weight",
          "classifier.1.weight",
          "classif.weight",
          "last_linear.weight");

  /**
   * One of them.
   *
   * @param checkpoint the weights
   * @param arrays {@code x} (normalised images), {@code y} (logits)
   */
  record Golden(Path checkpoint, Path arrays) {
    @Override
    public String toString() {
      return checkpoint.getFileName().toString();
    }
  }

  private ClassifierGoldens() {}

  /** One of this module. */
  static Golden own(String name) {
    return new Golden(Goldens.file(name + ".pt"), Goldens.file(name + ".npz"));
  }

  /** All that hold a classifier. */
  static List<Golden> all() {
    return Stream.of(Goldens.folder(), Shared.folder().resolve("golden"))
        .filter(Files::isDirectory)
        .flatMap(ClassifierGoldens::in)
        .toList();
  }

  private static Stream<Golden> in(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList().stream().flatMap(file -> golden(file).stream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Golden> golden(Path checkpoint) {
    String name = checkpoint.getFileName().toString();
    Path arrays = checkpoint.resolveSibling(name.replaceAll("\\.(pt|safetensors)$", ".npz"));
    return !arrays.equals(checkpoint) && Files.exists(arrays) && isClassifier(checkpoint)
        ? Optional.of(new Golden(checkpoint, arrays))
        : Optional.empty();
  }

  /** A classifier ends in a Linear; one that is not recognised is not left out, but fails. */
  private static boolean isClassifier(Path file) {
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      return HEADS.stream().anyMatch(checkpoint::has);
    }
  }
}
