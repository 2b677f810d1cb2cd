package org.purify4j.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.purify4j.attack.Norm;
import org.purify4j.attack.Pgd;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.data.LabelledImages;
import org.purify4j.data.SyntheticDigits;
import org.purify4j.defence.PurifierDefence;
import org.purify4j.diffusion.chain.GradientMode;
import org.purify4j.diffusion.chain.Preset;
import org.purify4j.diffusion.chain.Purifier;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.guidance.EvaluateAt;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.guidance.OutputLoss;
import org.purify4j.diffusion.guidance.OutputReference;
import org.purify4j.diffusion.guidance.VictimOutput;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.evaluate.DefenceResult;
import org.purify4j.evaluate.Evaluation;
import org.purify4j.evaluate.EvaluationPlan;
import org.purify4j.evaluate.EvaluationResult;
import org.purify4j.evaluate.Scenario;
import org.purify4j.evaluate.Threat;
import org.purify4j.victim.Dl4jVictim;

class EmbeddedModelTest {
  private static final long MOST_BYTES = 8_000_000;
  private static final int IMAGES = 30;
  private static final int BATCH = 30;

  /** What the demo's victim-guided purifier is guided by. */
  private static final VictimOutput TO_PURIFIED =
      new VictimOutput(20, OutputLoss.KL, new OutputReference.Purified(4), EvaluateAt.NOISY);

  @TempDir Path dir;

  /**
   * The bounds lie below the figures in docs/demo.md, by as much as so few images may miss them.
   */
  @Test
  void theyAreSmallAndReachTheirFigures() throws IOException {
    Path classifier = EmbeddedModel.VICTIM.copyTo(dir);
    Path diffusion = EmbeddedModel.DIFFUSION.copyTo(dir);
    assertTrue(Files.size(classifier) + Files.size(diffusion) <= MOST_BYTES);
    LabelledImages images = new SyntheticDigits(4).read(IMAGES);
    Pgd attack = Pgd.of(Norm.LINF, 8 / 255.0).withBatchSize(BATCH);
    PurifierConfig config =
        Preset.ROBUST.config().withBatchSize(BATCH).withGuidance(Guidance.of(TO_PURIFIED));
    try (Dl4jVictim victim =
            Dl4jVictim.of(ModelSerializer.restoreComputationGraph(classifier.toFile(), false));
        DiffusionModel model = DiffusionModel.load(diffusion);
        PurifierDefence guided =
            new PurifierDefence(
                "guided",
                Purifier.of(model, config, victim),
                victim,
                GradientMode.NONE,
                new Respacing.Evenly(1))) {
      EvaluationPlan plan = new EvaluationPlan(Threat.BLIND, attack, 1, BATCH, 0);
      EvaluationResult result =
          new Evaluation(victim, List.of(guided), plan, (done, total, doing) -> {}).run(images);
      DefenceResult bare = result.defences().get(0);
      DefenceResult defended = result.defences().get(1);
      assertTrue(accuracy(result, bare, Scenario.CLEAN) >= 0.95);
      assertTrue(accuracy(result, bare, Scenario.BLIND) <= 0.10);
      assertTrue(accuracy(result, defended, Scenario.CLEAN) >= 0.90);
      assertTrue(accuracy(result, defended, Scenario.BLIND) >= 0.80);
    }
  }

  @Test
  void anotherFileOfThatNameIsKept() throws IOException {
    Path file = EmbeddedModel.VICTIM.copyTo(dir);
    assertEquals(file, EmbeddedModel.VICTIM.copyTo(dir));
    Files.writeString(file, "mine");
    assertThrows(CommandException.class, () -> EmbeddedModel.VICTIM.copyTo(dir));
    assertEquals("mine", Files.readString(file));
  }

  private static double accuracy(EvaluationResult result, DefenceResult of, Scenario scenario) {
    return of.predictions().get(scenario).accuracy(result.labels()).mean().estimate();
  }
}
