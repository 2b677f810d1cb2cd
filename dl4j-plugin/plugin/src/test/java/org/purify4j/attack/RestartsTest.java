package org.purify4j.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.noise.KeyedRandom;
import org.purify4j.victim.TestImages;

class RestartsTest {
  private static final AttackSettings SETTINGS = AttackSettings.of(new Budget(Norm.LINF, 0.5));

  /** Gives one picture after the other: of brightness .1, .2, .3. */
  private record Scripted(List<Draw> draws) implements Attack {
    @Override
    public AttackedImages attack(NoisyClassifier target, INDArray images, int[] labels, Draw draw) {
      draws.add(draw);
      INDArray result = images.dup('c').assign(0.1 * draws.size());
      return new AttackedImages(result, new int[] {draws.size()});
    }

    @Override
    public ObjectNode settings() {
      return JsonNodeFactory.instance.objectNode().put("attack", "scripted");
    }
  }

  /**
   * Right by 1 on pictures of brightness .1, wrong by .2 on those of .2, right by .5 on those of
   * .3, give or take a number from −4 to 4.
   */
  private static NoisyClassifier noisy(List<Draw> asked) {
    return new RecordedVictim(
        2,
        (images, draw) -> {
          asked.add(draw);
          double brightness = images.getDouble(0);
          double margin = brightness < 0.15 ? -1 : brightness < 0.25 ? 0.2 : -0.5;
          double noise = 8 * KeyedRandom.of(1, draw.index()).nextDouble() - 4;
          return Tape.of(
              Nd4j.createFromArray(new double[][] {{0, margin + noise}}), c -> images.mul(0));
        });
  }

  @Test
  void againstNoiseTheLargestMeanOverDrawsThatNoAttackHasSeenCounts() {
    INDArray image = Nd4j.valueArrayOf(new long[] {1, 1, 2, 2}, 0.5, DataType.DOUBLE);
    for (long id = 0; id < 20; id++) {
      List<Draw> attacks = new ArrayList<>();
      List<Draw> asked = new ArrayList<>();
      Restarts restarts = new Restarts(new Scripted(attacks), 3, 8, Goal.UNTARGETED, 4);
      AttackedImages found =
          restarts.attack(noisy(asked), image, new int[] {0}, Draw.of(5).withIndex(id));
      assertEquals(0.2, found.images().getDouble(0), 1e-12);
      assertEquals(1 + 2 + 3, found.zeroGradients()[0]);
      assertEquals(Draw.of(5).withIndex(id).index(), attacks.get(0).index());
      assertEquals(3, attacks.stream().map(Draw::index).distinct().count());
      Set<Long> judging = new HashSet<>();
      asked.forEach(draw -> judging.add(draw.index()));
      assertEquals(8, judging.size(), "the same draws for each");
      assertEquals(3 * 8, asked.size());
      assertTrue(judging.stream().allMatch(index -> index >= 1L << 40));
    }
  }

  @Test
  void settingsSayHowOftenAndOverHowManyDraws() {
    Restarts restarts = (Restarts) Attacks.all().parse("pgd", SETTINGS.withRestarts(4));
    assertEquals(Restarts.FEWEST_JUDGES, restarts.judges());
    assertEquals(4, restarts.settings().get("restarts").asInt());
    Attack averaged = Attacks.all().parse("pgd", SETTINGS.withRestarts(2).withSamples(20));
    assertEquals(20, ((Restarts) averaged).judges());
    assertThrows(IllegalArgumentException.class, () -> SETTINGS.withRestarts(0));
    assertEquals(Pgd.of(SETTINGS), Attacks.all().parse("pgd", SETTINGS.withRestarts(1)));
  }

  /** Each restart of one-step attacks from random starts breaks some more, and loses none. */
  @Test
  void moreRestartsAreNeverWeaker() {
    NoisyClassifier target = NoisyClassifier.of(new SphereVictim(0.5, 0.9));
    int n = 16;
    INDArray images = TestImages.uniform(2, 0.2, 0.8, DataType.DOUBLE, n, 1, 3, 4);
    long[] ids = LongStream.range(0, n).toArray();
    double[] before = new double[n];
    java.util.Arrays.fill(before, Double.NEGATIVE_INFINITY);
    boolean better = false;
    for (int restarts : new int[] {1, 2, 4, 8}) {
      AttackSettings settings =
          AttackSettings.of(new Budget(Norm.LINF, 0.1)).withSteps(1).withRestarts(restarts);
      INDArray found =
          Attacks.all().parse("pgd", settings).perturb(target, images, new int[n], Draw.of(ids));
      double[][] logits = target.logits(found, Draw.of(ids)).toDoubleMatrix();
      for (int i = 0; i < n; i++) {
        double margin = Math.min(logits[i][1] - logits[i][0], 1e-9);
        assertTrue(margin >= before[i] - 1e-12);
        better |= restarts > 1 && margin > before[i] + 1e-6;
        before[i] = margin;
      }
    }
    assertTrue(better);
  }

  /** The image is misclassified after the second attack, and is not attacked a third time. */
  @Test
  void withoutNoiseABrokenImageIsLeft() {
    NoisyClassifier target =
        new RecordedVictim(
                2,
                (images, draw) ->
                    Tape.of(
                        Nd4j.createFromArray(
                            new double[][] {{0, images.getDouble(0) > 0.15 ? 1 : -1}}),
                        c -> images.mul(0)))
            .withNoiseOf(1);
    List<Draw> attacks = new ArrayList<>();
    INDArray image = Nd4j.zeros(DataType.DOUBLE, 1, 1, 2, 2);
    new Restarts(new Scripted(attacks), 9, 8, Goal.UNTARGETED, 4)
        .attack(target, image, new int[] {0}, Draw.of(5));
    assertEquals(2, attacks.size());
  }
}
