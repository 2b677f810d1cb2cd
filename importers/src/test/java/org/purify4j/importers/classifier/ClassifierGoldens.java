package org.purify4j.importers.classifier;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.purify4j.importers.checkpoint.Checkpoint;

/** Checkpoints with what PyTorch's class answered, of this module and of the shared folder. */
final class ClassifierGoldens {
  private static final Path OWN = Path.of("src/test/resources/golden");
  private static final Path SHARED =
      Path.of(System.getProperty("purify4j.shared", "../../shared"), "golden");

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

  /** A file of this module. */
  static Path file(String name) {
    return OWN.resolve(name);
  }

  /** One of this module. */
  static Golden own(String name) {
    return new Golden(file(name + ".pt"), file(name + ".npz"));
  }

  /** All that hold a classifier. */
  static List<Golden> all() {
    return Stream.of(OWN, SHARED)
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
