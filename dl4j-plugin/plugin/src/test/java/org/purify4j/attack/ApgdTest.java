package org.purify4j.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.attack.loss.CrossEntropyLoss;
import org.purify4j.attack.loss.DlrLoss;
import org.purify4j.attack.loss.LogitLoss;
import org.purify4j.attack.loss.MarginLoss;
import org.purify4j.attack.loss.TargetedDlrLoss;
import org.purify4j.attack.loss.TargetedMarginLoss;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.classifier.Softmax;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.victim.Dl4jVictim;
import org.purify4j.victim.Networks;
import org.purify4j.victim.TestImages;

class ApgdTest {
  private static final int SIDE = Networks.SIDE;
  private static final int PIXELS = 3 * SIDE * SIDE;
  private static final Draw DRAW = Draw.of(5, 6, 7);

  private static AttackSettings settings(Norm norm) {
    return AttackSettings.of(new Budget(norm, norm == Norm.LINF ? 0.1 : norm == Norm.L2 ? 0.8 : 4))
        .withSeed(3);
  }

  private static double[] direction(LinearVictim victim) {
    return PixelRows.read(victim.direction(1, 3, SIDE, SIDE))[0];
  }

  /** A third of the pixels are so near the border that the budget cannot be used on them. */
  @ParameterizedTest
  @EnumSource(value = Norm.class, names = "L1", mode = EnumSource.Mode.EXCLUDE)
  void reachesTheOptimumOfALinearVictimWithinBallAndBox(Norm norm) {
    LinearVictim victim =
        new LinearVictim(TestImages.uniform(1, -1, 1, DataType.DOUBLE, PIXELS, 2));
    INDArray images = TestImages.uniform(2, DataType.DOUBLE, 3, 3, SIDE, SIDE);
    double[] gradient = direction(victim);
    AttackSettings settings = settings(norm);
    double epsilon = settings.budget().epsilon();
    for (LogitLoss loss : List.of(new CrossEntropyLoss(), new MarginLoss())) {
      INDArray found =
          Apgd.of(loss, settings)
              .perturb(NoisyClassifier.of(victim), images, new int[] {0, 0, 0}, DRAW);
      for (int i = 0; i < 3; i++) {
        double[] image = PixelRows.read(images)[i];
        double[] expected =
            norm == Norm.LINF
                ? NearestPoints.onPlaneByCube(image, gradient, -1e9)
                : NearestPoints.largestInBall(image, gradient, epsilon);
        if (norm == Norm.LINF) {
          expected = NearestPoints.inCube(image, expected, epsilon);
        }
        double off = NearestPoints.length(PixelRows.read(found)[i], expected);
        assertTrue(off < 1e-3 * epsilon, loss + ": off by " + off);
      }
    }
  }

  /** A power of two changes nothing but the scale, however certain the classifier becomes. */
  @Test
  void resultDoesNotDependOnHowCertainTheVictimIs() {
    INDArray weights = TestImages.uniform(1, -1, 1, DataType.DOUBLE, PIXELS, 4);
    INDArray images = TestImages.uniform(2, DataType.DOUBLE, 3, 3, SIDE, SIDE);
    int[] labels = {0, 1, 2};
    for (LogitLoss loss : List.of(new MarginLoss(), new DlrLoss())) {
      Apgd apgd = Apgd.of(loss, settings(Norm.L2).withSteps(30));
      INDArray plain =
          apgd.perturb(NoisyClassifier.of(new LinearVictim(weights)), images, labels, DRAW);
      INDArray certain =
          apgd.perturb(
              NoisyClassifier.of(new LinearVictim(weights.mul(4096))), images, labels, DRAW);
      assertTrue(plain.equalsWithEps(certain, 1e-9), loss.name());
    }
    Apgd apgd = Apgd.of(new CrossEntropyLoss(), settings(Norm.LINF).withSteps(30));
    AttackedImages certain =
        apgd.attack(NoisyClassifier.of(new LinearVictim(weights.mul(4096))), images, labels, DRAW);
    assertArrayEquals(new int[3], certain.zeroGradients());
    double clean = margins(new LinearVictim(weights).logits(images), labels);
    double attacked = margins(new LinearVictim(weights).logits(certain.images()), labels);
    assertTrue(attacked > clean + 1, clean + " -> " + attacked);
  }

  private static double margins(INDArray logits, int[] labels) {
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      sum += new MarginLoss().value(logits.toDoubleMatrix()[i], labels[i]);
    }
    return sum;
  }

  @ParameterizedTest
  @EnumSource(Norm.class)
  void moreStepsAndRestartsAreNeverWeakerOnAverage(Norm norm) {
    NoisyClassifier target = NoisyClassifier.of(Dl4jVictim.of(Networks.graph(DataType.FLOAT)));
    INDArray images = TestImages.uniform(3, DataType.FLOAT, 4, 3, SIDE, SIDE);
    int[] labels = {0, 1, 2, 3};
    Draw draw = Draw.of(1, 2, 3, 4);
    double previous = Double.NEGATIVE_INFINITY;
    for (int steps : new int[] {1, 5, 30}) {
      Apgd more = Apgd.of(new MarginLoss(), settings(norm).withSteps(steps));
      double margin =
          margins(target.logits(more.perturb(target, images, labels, draw), draw), labels);
      assertTrue(margin >= previous - 1e-4, steps + " steps: " + previous + " -> " + margin);
      previous = margin;
    }
    double pgd =
        margins(
            target.logits(
                Pgd.of(settings(norm).withSteps(30)).perturb(target, images, labels, draw), draw),
            labels);
    assertTrue(previous >= pgd - 1e-3, "PGD: " + pgd + ", Auto-PGD: " + previous);
  }

  /** Budgets are kept in float32 without any allowance. */
  @ParameterizedTest
  @EnumSource(value = Norm.class, names = "L1", mode = EnumSource.Mode.EXCLUDE)
  void budgetIsKeptExactly(Norm norm) {
    NoisyClassifier target = NoisyClassifier.of(Dl4jVictim.of(Networks.graph(DataType.FLOAT)));
    INDArray images = TestImages.uniform(3, DataType.FLOAT, 4, 3, SIDE, SIDE);
    int[] labels = {0, 1, 2, 3};
    AttackSettings settings = settings(norm).withSteps(20);
    for (Attack attack :
        List.of(
            Apgd.of(new CrossEntropyLoss(), settings),
            ApgdT.of(settings),
            FabT.of(settings),
            Square.of(settings))) {
      INDArray found = attack.perturb(target, images, labels, Draw.of(1, 2, 3, 4));
      assertNotEquals(images, found);
      for (int i = 0; i < 4; i++) {
        double size = norm.geometry().distance(PixelRows.read(found)[i], PixelRows.read(images)[i]);
        double epsilon = settings.budget().epsilon();
        assertTrue(size <= epsilon + Math.ulp(epsilon), attack + ": " + size);
      }
    }
  }

  /** The target classes whose losses have the slopes that an attack asked for. */
  private static Set<Integer> aims(
      Classifier victim, Attack attack, IntFunction<LogitLoss> losses, INDArray image, int label) {
    Set<Integer> aims = new TreeSet<>();
    Classifier watched =
        new Classifier() {
          @Override
          public int classes() {
            return victim.classes();
          }

          @Override
          public INDArray logits(INDArray images) {
            return victim.logits(images);
          }

          @Override
          public Tape record(INDArray images) {
            Tape tape = victim.record(images);
            return Tape.of(
                tape.output(),
                cotangent -> {
                  double[] logits = tape.output().toDoubleMatrix()[0];
                  double[] row = cotangent.toDoubleMatrix()[0];
                  for (int c = 0; c < row.length; c++) {
                    if (Arrays.equals(losses.apply(c).slope(logits, label).row(), row)) {
                      aims.add(c);
                    }
                  }
                  return tape.gradient(cotangent);
                });
          }
        };
    attack.perturb(NoisyClassifier.of(watched), image, new int[] {label}, Draw.of(4));
    return aims;
  }

  /** Whether the true class is the likeliest or not. */
  @Test
  void targetedAttacksAimAtTheLikeliestOtherClasses() {
    LinearVictim victim =
        new LinearVictim(TestImages.uniform(1, -1, 1, DataType.DOUBLE, PIXELS, 6));
    INDArray image = TestImages.uniform(2, DataType.DOUBLE, 1, 3, SIDE, SIDE);
    double[] logits = victim.logits(image).toDoubleMatrix()[0];
    List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5));
    order.sort((a, b) -> Double.compare(logits[b], logits[a]));
    AttackSettings settings = AttackSettings.of(new Budget(Norm.LINF, 1e-3)).withSteps(2);
    ApgdT apgd = ApgdT.of(settings).withTargets(3);
    FabT fab = FabT.of(settings).withTargets(3);
    int label = order.get(0);
    assertEquals(
        Set.copyOf(order.subList(1, 4)), aims(victim, apgd, TargetedDlrLoss::new, image, label));
    assertEquals(
        Set.copyOf(order.subList(1, 4)), aims(victim, fab, TargetedMarginLoss::new, image, label));
    Set<Integer> all = aims(victim, ApgdT.of(settings), TargetedDlrLoss::new, image, label);
    assertEquals(Set.copyOf(order.subList(1, 6)), all);
    assertEquals(
        Set.of(order.get(0), order.get(1), order.get(3)),
        aims(victim, fab, TargetedMarginLoss::new, image, order.get(2)));
  }

  /** Each draw of the noise moves the logits by far more than the attack does. */
  @Test
  void againstNoiseTheBestIsThatOfTheMeanLoss() {
    INDArray weights = TestImages.uniform(1, -1, 1, DataType.DOUBLE, PIXELS, 2);
    LinearVictim victim = new LinearVictim(weights);
    List<Long> indices = new ArrayList<>();
    NoisyClassifier noisy =
        new NoisyClassifier() {
          @Override
          public int classes() {
            return 2;
          }

          @Override
          public INDArray logits(INDArray images, Draw draw) {
            return record(images, draw).output();
          }

          @Override
          public Tape record(INDArray images, Draw draw) {
            indices.add(draw.index());
            double shift = indices.size() % 2 == 0 ? 50 : -50;
            Tape tape = victim.record(images);
            return Tape.of(
                tape.output().add(Nd4j.createFromArray(new double[][] {{shift, 0}})),
                tape::gradient);
          }
        };
    INDArray image = TestImages.uniform(2, 0.4, 0.6, DataType.DOUBLE, 1, 3, SIDE, SIDE);
    AttackSettings settings = settings(Norm.L2).withSteps(40).withSamples(2);
    INDArray found =
        Apgd.of(new MarginLoss(), settings).perturb(noisy, image, new int[] {0}, Draw.of(9));
    double[] expected =
        NearestPoints.largestInBall(
            PixelRows.read(image)[0], direction(victim), settings.budget().epsilon());
    assertTrue(NearestPoints.length(PixelRows.read(found)[0], expected) < 1e-3);
    assertEquals(2 * 41, Set.copyOf(indices).size(), "fresh noise in every query");
    assertTrue(indices.stream().allMatch(index -> index >= 1L << 40));
  }

  @Test
  void restartsBeginElsewhereAndKeepTheBest() {
    NoisyClassifier target = NoisyClassifier.of(Dl4jVictim.of(Networks.graph(DataType.FLOAT)));
    INDArray images = TestImages.uniform(3, DataType.FLOAT, 8, 3, SIDE, SIDE);
    int[] labels = new int[8];
    for (int i = 0; i < 8; i++) {
      double[] logits = target.logits(images, Draw.of(1, 2, 3, 4, 5, 6, 7, 8)).toDoubleMatrix()[i];
      labels[i] = Softmax.largest(logits);
    }
    Draw draw = Draw.of(1, 2, 3, 4, 5, 6, 7, 8);
    Budget small = new Budget(Norm.LINF, 1e-3);
    Apgd one = Apgd.of(new MarginLoss(), AttackSettings.of(small).withSteps(2));
    INDArray once = one.perturb(target, images, labels, draw);
    INDArray often = one.withRestarts(5).perturb(target, images, labels, draw);
    assertFalse(once.equals(often));
    double marginOnce = margins(target.logits(once, draw), labels);
    assertTrue(margins(target.logits(often, draw), labels) >= marginOnce);
  }

  @Test
  void tooFewClassesAreRefused() {
    NoisyClassifier two =
        NoisyClassifier.of(
            new LinearVictim(TestImages.uniform(1, -1, 1, DataType.DOUBLE, PIXELS, 2)));
    NoisyClassifier three =
        NoisyClassifier.of(
            new LinearVictim(TestImages.uniform(1, -1, 1, DataType.DOUBLE, PIXELS, 3)));
    INDArray image = TestImages.uniform(2, DataType.DOUBLE, 1, 3, SIDE, SIDE);
    int[] label = {0};
    Draw draw = Draw.of(1);
    AttackSettings settings = settings(Norm.LINF).withSteps(2);
    assertEquals(
        "classes: got 2, must be at least 3 for the loss dlr",
        assertThrows(
                IllegalArgumentException.class,
                () -> Apgd.of(new DlrLoss(), settings).attack(two, image, label, draw))
            .getMessage());
    assertEquals(
        "classes: got 3, must be at least 4 for the loss targeted-dlr",
        assertThrows(
                IllegalArgumentException.class,
                () -> ApgdT.of(settings).attack(three, image, label, draw))
            .getMessage());
    Apgd.of(new DlrLoss(), settings).attack(three, image, label, draw);
    FabT.of(settings).attack(two, image, label, draw);
    Square.of(settings).attack(two, image, label, draw);
    assertEquals(
        "label: got 2, must be from 0 to 1",
        assertThrows(
                IllegalArgumentException.class,
                () -> Square.of(settings).attack(two, image, new int[] {2}, draw))
            .getMessage());
  }
}
