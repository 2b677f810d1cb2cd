package org.purify4j.importers.unet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.purify4j.diffusion.model.Prediction.EDM;
import static org.purify4j.diffusion.model.Prediction.NOISE;
import static org.purify4j.diffusion.model.Prediction.VELOCITY;
import static org.purify4j.diffusion.model.TimeUnit.QUARTER_LOG_SIGMA;
import static org.purify4j.diffusion.model.TimeUnit.SDE;
import static org.purify4j.diffusion.model.TimeUnit.STEPS;
import static org.purify4j.diffusion.schedule.VarianceType.FIXED_LARGE;
import static org.purify4j.diffusion.schedule.VarianceType.FIXED_SMALL;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.model.Fact;
import org.purify4j.diffusion.model.ModelDescription;
import org.purify4j.diffusion.model.Prediction;
import org.purify4j.diffusion.model.TimeUnit;
import org.purify4j.diffusion.schedule.ExplicitBetas;
import org.purify4j.diffusion.schedule.LinearBetas;
import org.purify4j.diffusion.schedule.ScheduleSpec;
import org.purify4j.diffusion.schedule.VarianceType;
import org.purify4j.diffusion.schedule.VpSde;
import org.purify4j.importers.ImportOptions;
import org.purify4j.importers.Importers;

/** What is decided beside the network: schedule, prediction, variance, unit of time, image size. */
class DecidedModelsTest {
  static Stream<Arguments> decided() {
    ScheduleSpec linear = LinearBetas.of(1000);
    ScheduleSpec sde = VpSde.of(1000);
    return Stream.of(
        Arguments.of("score-sde-ncsnpp.pth", sde, NOISE, FIXED_LARGE, SDE),
        Arguments.of("score-sde-ddpm-blocks.pth", linear, NOISE, FIXED_LARGE, STEPS),
        Arguments.of("edm-ddpmpp.pt", linear, EDM, FIXED_SMALL, QUARTER_LOG_SIGMA),
        Arguments.of("edm-ncsnpp.safetensors", linear, EDM, FIXED_SMALL, QUARTER_LOG_SIGMA),
        Arguments.of("edm-adm.pt", linear, EDM, FIXED_SMALL, QUARTER_LOG_SIGMA),
        Arguments.of("edm-vp.pt", sde, NOISE, FIXED_SMALL, SDE),
        Arguments.of("lucidrains.pt", LinearBetas.of(50), VELOCITY, FIXED_SMALL, STEPS));
  }

  @ParameterizedTest
  @MethodSource("decided")
  void fromTheFileAndWhatLiesBesideIt(
      String file,
      ScheduleSpec schedule,
      Prediction predicts,
      VarianceType variance,
      TimeUnit timeUnit) {
    ModelDescription description = description(file, ImportOptions.none());
    assertEquals(schedule, description.schedule());
    assertEquals(predicts, description.predicts());
    assertEquals(variance, description.variance());
    assertEquals(timeUnit, description.timeUnit());
    assertEquals(16, description.imageSize());
  }

  @Test
  void aPipelineOfDiffusers() {
    ModelDescription description = description("diffusers-v-prediction", ImportOptions.none());
    assertEquals(VELOCITY, description.predicts());
    assertEquals(FIXED_SMALL, description.variance());
    List<Double> betas = ((ExplicitBetas) description.schedule()).betas();
    assertEquals(500, betas.size());
    assertEquals(.00085, betas.get(0), 1e-12);
    assertEquals(.012, betas.get(499), 1e-12);
    double middle = (Math.sqrt(.00085) * 249 + Math.sqrt(.012) * 250) / 499;
    assertEquals(middle * middle, betas.get(250), 1e-12);
    Map<String, Fact> facts = description.provenance().facts();
    assertEquals("4 (config config.json)", facts.get("attention_head_dim").toString());
    assertEquals(
        "[AttnDownBlock2D, DownBlock2D] (inferred)", facts.get("down_block_types").toString());
    assertEquals(
        "scaled_linear (config scheduler_config.json)", facts.get("beta_schedule").toString());
    assertEquals(
        "fixed_small (assumed, as the defaults of diffusers)",
        facts.get("variance_type").toString());
  }

  @Test
  void optionsComeBeforeWhatLiesBeside() {
    ImportOptions options =
        ImportOptions.none().withSchedule("linear").withTimesteps(200).with("predicts", "epsilon");
    ModelDescription description = description("diffusers-v-prediction", options);
    assertEquals(LinearBetas.of(200), description.schedule());
    assertEquals(NOISE, description.predicts());
  }

  @Test
  void lucidrainsTablesTell() {
    Map<String, Fact> facts =
        description("lucidrains.pt", ImportOptions.none()).provenance().facts();
    assertEquals("LinearBetas of 50 steps (inferred)", facts.get("beta_schedule").toString());
    assertEquals("pred_v (inferred)", facts.get("objective").toString());
  }

  private static ModelDescription description(String file, ImportOptions options) {
    Path path = DiffusionGoldenTest.OWN.resolve(file);
    try (DiffusionModel model = Importers.importDiffusion(path, options).model()) {
      return model.description();
    }
  }
}
