package org.purify4j.victim;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.importers.ImportOptions;
import org.purify4j.importers.Importers;
import org.purify4j.importers.npz.Npz;
import org.purify4j.layers.ImageNormalization;

/**
 * Imported PyTorch classifiers as victims, against the logits and input gradients of their PyTorch
 * classes in inference mode: every checkpoint beside a file of arrays of its name, those of the
 * importers and those of the shared folder.
 */
class ImportedVictimTest {
  private static final List<Path> FOLDERS =
      List.of(
          Path.of("../importers/src/test/resources/golden"),
          Path.of(System.getProperty("purify4j.shared", "."), "golden"));
  private static final String CLASSIFIERS =
      "(kuangliu|chenyaofo|torchvision|robustbench|timm|cadene)-";

  static List<Path> checkpoints() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path folder : FOLDERS) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          files
              .filter(file -> file.getFileName().toString().matches(CLASSIFIERS + ".*\\.pt"))
              .sorted()
              .forEach(found::add);
        }
      }
    }
    return found;
  }

  @Test
  void thereAreCheckpoints() throws IOException {
    assertFalse(checkpoints().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("checkpoints")
  void logitsAndInputGradientAreThoseOfPyTorch(Path file) {
    String arrays = file.getFileName().toString().replace(".pt", ".npz");
    try (Npz golden = Npz.open(file.resolveSibling(arrays))) {
      INDArray images = golden.array("x");
      ImportOptions options = ImportOptions.none().withNormalization(ImageNormalization.NONE);
      try (Dl4jVictim victim =
          Dl4jVictim.of(
              Importers.importClassifier(file, options.withImageSize((int) images.size(2)))
                  .graph())) {
        assertNear(golden.array("y"), victim.logits(images), 1e-4);
        INDArray cotangent = golden.array("cotangent");
        assertNear(golden.array("grad_x"), victim.record(images).gradient(cotangent), 1e-4);
      }
    }
  }

  private static void assertNear(INDArray expected, INDArray actual, double tolerance) {
    double scale = expected.amaxNumber().doubleValue();
    double error = expected.sub(actual).amaxNumber().doubleValue() / scale;
    assertTrue(error <= tolerance, () -> "largest difference, relative: " + error);
  }
}
