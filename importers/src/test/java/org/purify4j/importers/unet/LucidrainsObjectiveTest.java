package org.purify4j.importers.unet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.model.Fact;
import org.purify4j.importers.Goldens;
import org.purify4j.importers.ImportOptions;
import org.purify4j.importers.Importers;
import org.purify4j.importers.Rewritten;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.checkpoint.ImportException;

/** What lucidrains' network predicts is told by the weights of its loss, bounded or not. */
class LucidrainsObjectiveTest {
  @ParameterizedTest
  @CsvSource({
    "pred_noise, Infinity",
    "pred_noise, 5",
    "pred_noise, 1",
    "pred_noise, 0.5",
    "pred_x0, Infinity",
    "pred_x0, 5",
    "pred_x0, 1",
    "pred_x0, 0.5",
    "pred_v, Infinity",
    "pred_v, 5",
    "pred_v, 1",
    "pred_v, 0.5"
  })
  void isTold(String objective, double bound, @TempDir Path folder) {
    double[] betas;
    try (Checkpoint checkpoint = Checkpoint.open(Goldens.file("lucidrains.pt"))) {
      betas = checkpoint.doubles("betas");
    }
    INDArray weights = Nd4j.createFromArray(weights(objective, bound, betas));
    Path file =
        Rewritten.write(
            "lucidrains.pt",
            folder.resolve("l.safetensors"),
            tensors -> tensors.put("loss_weight", weights));
    var imported = Importers.importDiffusion(file, ImportOptions.none().withImageSize(16));
    imported.model().close();
    assertEquals(Fact.inferred(objective), imported.report().facts().get("objective"));
  }

  /** As in files in which only the tables that decide were computed anew. */
  @Test
  void tablesThatFollowFromTheBetasMayHaveAnotherLength(@TempDir Path folder) {
    double[] betas = IntStream.range(0, 200).mapToDouble(t -> 1e-3 + 1e-4 * t).toArray();
    Path file =
        Rewritten.write(
            "lucidrains.pt",
            folder.resolve("l.safetensors"),
            tensors -> {
              tensors.put("betas", Nd4j.createFromArray(betas).castTo(DataType.FLOAT));
              tensors.put("alphas_cumprod", Nd4j.createFromArray(products(betas)));
              tensors.put("loss_weight", Nd4j.createFromArray(weights("pred_x0", 1, betas)));
            });
    var imported = Importers.importDiffusion(file, ImportOptions.none().withImageSize(16));
    try (DiffusionModel model = imported.model()) {
      assertEquals(200, model.description().schedule().timesteps());
    }
    assertEquals(Fact.inferred("pred_x0"), imported.report().facts().get("objective"));
    assertTrue(
        imported.report().notices().stream()
            .anyMatch(notice -> notice.matches("10 tables .*left out: .*posterior_variance.*")),
        imported.report().notices().toString());
  }

  @ParameterizedTest
  @CsvSource({
    "loss_weight, 49, 'loss_weight: got 49 steps, must have the 50 of betas'",
    "alphas_cumprod, 49, 'alphas_cumprod: got 49 steps, must have the 50 of betas'",
    "alphas_cumprod, 50, 'alphas_cumprod: got 0.5 at step 0, must be '"
  })
  void tablesThatDecideMustAgree(String table, int steps, String problem, @TempDir Path folder) {
    float[] halves = new float[steps];
    Arrays.fill(halves, 0.5f);
    Path file =
        Rewritten.write(
            "lucidrains.pt",
            folder.resolve("l.safetensors"),
            tensors -> tensors.put(table, Nd4j.createFromArray(halves)));
    ImportOptions options = ImportOptions.none().withImageSize(16);
    ImportException refusal =
        assertThrows(ImportException.class, () -> Importers.importDiffusion(file, options));
    assertTrue(refusal.getMessage().contains(problem), refusal.getMessage());
  }

  private static float[] products(double... betas) {
    float[] products = new float[betas.length];
    double alphaBar = 1;
    for (int t = 0; t < betas.length; t++) {
      alphaBar *= 1 - betas[t];
      products[t] = (float) alphaBar;
    }
    return products;
  }

  /** The formulas of Hang et al. (2023), in double precision and rounded as the file is. */
  private static float[] weights(String objective, double bound, double... betas) {
    float[] weights = new float[betas.length];
    double alphaBar = 1;
    for (int t : IntStream.range(0, betas.length).toArray()) {
      alphaBar *= 1 - betas[t];
      double ratio = alphaBar / (1 - alphaBar);
      double clipped = Math.min(ratio, bound);
      weights[t] =
          (float)
              switch (objective) {
                case "pred_noise" -> clipped / ratio;
                case "pred_x0" -> clipped;
                default -> clipped / (ratio + 1);
              };
    }
    return weights;
  }
}
