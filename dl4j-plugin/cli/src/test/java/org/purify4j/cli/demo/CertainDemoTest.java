package org.purify4j.cli.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.purify4j.attack.AttackedImages;
import org.purify4j.attack.Norm;
import org.purify4j.attack.Pgd;
import org.purify4j.data.LabelledImages;
import org.purify4j.data.SyntheticDigits;
import org.purify4j.diffusion.chain.GradientMode;
import org.purify4j.diffusion.chain.Preset;
import org.purify4j.diffusion.chain.PurifiedClassifier;
import org.purify4j.diffusion.chain.Purifier;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.diffusion.vote.VoteRule;
import org.purify4j.evaluate.PredictedClasses;
import org.purify4j.victim.Dl4jVictim;

/**
 * The embedded classifier with its last layer multiplied by 1, 10, 30 and 100: an attack leaves the
 * same of it, bare and behind a purifier.
 */
class CertainDemoTest {
  private static final int IMAGES = 16;
  private static final int BEHIND = 6;
  private static final double EPSILON = 8 / 255.0;
  private static final double[] FACTORS = {1, 10, 30, 100};

  @TempDir Path dir;

  private ComputationGraph multiplied(double factor) throws IOException {
    ComputationGraph network =
        ModelSerializer.restoreComputationGraph(EmbeddedModel.VICTIM.copyTo(dir).toFile(), false);
    network.getParam("output_W").muli(factor);
    network.getParam("output_b").muli(factor);
    return network;
  }

  private static int right(NoisyClassifier target, LabelledImages data, Pgd attack) {
    Draw draw = Draw.of(data.ids());
    AttackedImages attacked = attack.attack(target, data.images(), data.labels(), draw);
    assertArrayEquals(new int[data.size()], attacked.zeroGradients());
    int[] classes = PredictedClasses.of(target.logits(attacked.images(), draw));
    int right = 0;
    for (int i = 0; i < classes.length; i++) {
      right += classes[i] == data.labels()[i] ? 1 : 0;
    }
    return right;
  }

  @Test
  void ofTheBareClassifierNothingIsLeft() throws IOException {
    LabelledImages data = new SyntheticDigits(4).read(IMAGES);
    Map<Double, Integer> right = new TreeMap<>();
    for (double factor : FACTORS) {
      try (Dl4jVictim victim = Dl4jVictim.of(multiplied(factor))) {
        Pgd pgd = Pgd.of(Norm.LINF, EPSILON).withSteps(20).withBatchSize(IMAGES);
        right.put(factor, right(NoisyClassifier.of(victim), data, pgd));
      }
    }
    assertEquals(new TreeMap<>(Map.of(1.0, 0, 10.0, 0, 30.0, 0, 100.0, 0)), right);
  }

  @Test
  void behindAPurifierTheGradientDoesNotVanishEither() throws IOException {
    LabelledImages data = new SyntheticDigits(4).read(BEHIND);
    PurifierConfig config =
        Preset.FAST
            .config()
            .withRespacing(new Respacing.Evenly(2))
            .withVotes(2, VoteRule.MEAN_PROBABILITY)
            .withBatchSize(BEHIND);
    Map<Double, Integer> right = new TreeMap<>();
    try (DiffusionModel model = DiffusionModel.load(EmbeddedModel.DIFFUSION.copyTo(dir))) {
      for (double factor : new double[] {1, 100}) {
        try (Dl4jVictim victim = Dl4jVictim.of(multiplied(factor));
            Purifier purifier = Purifier.of(model, config)) {
          Pgd pgd = Pgd.of(Norm.LINF, 2 * EPSILON).withSteps(4).withBatchSize(BEHIND);
          PurifiedClassifier target = new PurifiedClassifier(purifier, victim, GradientMode.EXACT);
          right.put(factor, right(target, data, pgd));
        }
      }
    }
    assertEquals(right.get(1.0), right.get(100.0), 1, "" + right);
    assertTrue(right.get(100.0) <= BEHIND / 2, "" + right);
  }
}
