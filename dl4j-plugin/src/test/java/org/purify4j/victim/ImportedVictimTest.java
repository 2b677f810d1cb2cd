package org.purify4j.victim;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.classifier.ChenyaofoResNetImporter;
import org.purify4j.importers.layer.Normalization;
import org.purify4j.importers.npz.Npz;

/** An imported PyTorch classifier against what PyTorch answered (scripts beside the goldens). */
class ImportedVictimTest {
  private static final Path GOLDEN = Path.of(System.getProperty("purify4j.shared", "."), "golden");

  @Test
  void logitsAndInputGradientAreThoseOfPyTorch() {
    Path file = GOLDEN.resolve("chenyaofo-cifar10_resnet20.pt");
    assumeTrue(Files.exists(file), () -> file + " is not there");
    try (Checkpoint checkpoint = Checkpoint.open(file);
        Npz golden = Npz.open(GOLDEN.resolve("chenyaofo-cifar10_resnet20.npz"))) {
      Dl4jVictim victim =
          Dl4jVictim.of(
              new ChenyaofoResNetImporter().build(checkpoint, Normalization.NONE).graph());
      INDArray images = golden.array("x");
      assertNear(golden.array("y"), victim.logits(images), 1e-4);
      INDArray cotangent = golden.array("cotangent");
      assertNear(golden.array("grad_x"), victim.inputGradient(images, logits -> cotangent), 1e-4);
    }
  }

  private static void assertNear(INDArray expected, INDArray actual, double tolerance) {
    double scale = expected.amaxNumber().doubleValue();
    double error = expected.sub(actual).amaxNumber().doubleValue() / scale;
    assertTrue(error <= tolerance, () -> "largest difference, relative: " + error);
  }
}
