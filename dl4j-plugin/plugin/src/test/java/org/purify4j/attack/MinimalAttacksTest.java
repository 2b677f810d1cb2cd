package org.purify4j.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.array.Rows;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.classifier.Softmax;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.victim.TestImages;

/** DeepFool and Carlini and Wagner's attack, which look for the nearest adversarial image. */
class MinimalAttacksTest {
  private static final int SIDE = 4;
  private static final int PIXELS = 3 * SIDE * SIDE;
  private static final LinearVictim LINEAR =
      new LinearVictim(TestImages.uniform(1, -1, 1, DataType.DOUBLE, PIXELS, 4));
  private static final Draw DRAW = Draw.of(1, 2, 3, 4, 5, 6);

  /** With pixels near the border, so that the box matters. */
  private static final INDArray IMAGES = TestImages.uniform(2, DataType.DOUBLE, 6, 3, SIDE, SIDE);

  private static final INDArray INNER =
      TestImages.uniform(2, 0.4, 0.6, DataType.DOUBLE, 6, 3, SIDE, SIDE);

  private static int[] classesOf(NoisyClassifier target, INDArray images) {
    return Arrays.stream(Softmax.rows(target.logits(images, DRAW)))
        .mapToInt(Softmax::largest)
        .toArray();
  }

  static Stream<Arguments> attacks() {
    return Stream.of(
        Arguments.of(DeepFool.KIND, Norm.L2),
        Arguments.of(DeepFool.KIND, Norm.LINF),
        Arguments.of(CarliniWagner.KIND, Norm.L2),
        Arguments.of(MiFgsm.KIND, Norm.L2),
        Arguments.of(MiFgsm.KIND, Norm.LINF));
  }

  private static Attack attack(AttackKind kind, AttackSettings settings) {
    return kind.maker().make("", settings);
  }

  @ParameterizedTest
  @EnumSource(value = Norm.class, names = "L1", mode = EnumSource.Mode.EXCLUDE)
  void deepFoolFindsTheNearestPointOfALinearVictim(Norm norm) {
    NoisyClassifier target = NoisyClassifier.of(LINEAR);
    int[] labels = classesOf(target, IMAGES);
    DeepFool attack = DeepFool.of(AttackSettings.of(new Budget(norm, 100)).withSteps(1));
    INDArray found = attack.perturb(target, IMAGES, labels, DRAW);
    INDArray nearer = attack.withOvershoot(1e-7).perturb(target, IMAGES, labels, DRAW);
    for (int i = 0; i < labels.length; i++) {
      assertNotEquals(labels[i], classesOf(target, found)[i]);
      assertNotEquals(labels[i], classesOf(target, nearer)[i]);
      double[] image = PixelRows.read(IMAGES)[i];
      double[] expected = NearestPoints.ofLinear(norm, LINEAR.weights(), image, labels[i]);
      double distance = norm.geometry().distance(expected, image);
      assertEquals(0, norm.geometry().distance(PixelRows.read(nearer)[i], expected), 1e-6);
      for (int at = 0; at < PIXELS; at++) {
        double beyond = image[at] + 1.02 * (expected[at] - image[at]);
        assertEquals(
            Math.max(0, Math.min(1, beyond)), PixelRows.read(found)[i][at], 1e-9 * distance);
      }
    }
  }

  /** Logits 1, .9 and .5; but the third class is .5 / √5 away, the second .5. */
  @Test
  void theNearestBoundaryNeedNotBeThatOfTheLikeliestClass() {
    INDArray weights = Nd4j.createFromArray(new double[][] {{2, 1.8, 0}, {0, 0, 1}, {0, 0, 0}});
    INDArray image = Nd4j.valueArrayOf(new long[] {1, 3, 1, 1}, 0.5, DataType.DOUBLE);
    INDArray found =
        DeepFool.of(AttackSettings.of(new Budget(Norm.L2, 1)))
            .withOvershoot(1e-9)
            .perturb(NoisyClassifier.of(new LinearVictim(weights)), image, new int[1], Draw.of(1));
    assertArrayEquals(new double[] {0.3, 0.6, 0.5}, PixelRows.read(found)[0], 1e-8);
  }

  /** From outside, where the linearised boundary is never beyond the sphere: along the radius. */
  @Test
  void deepFoolFindsTheNearestPointOfASphere() {
    double radius = 0.25;
    NoisyClassifier target = NoisyClassifier.of(new SphereVictim(0.5, radius));
    int[] labels = {1, 1, 1, 1, 1, 1};
    INDArray found =
        DeepFool.of(AttackSettings.of(new Budget(Norm.L2, 100)))
            .perturb(target, INNER, labels, DRAW);
    for (int i = 0; i < labels.length; i++) {
      double[] image = PixelRows.read(INNER)[i];
      double distance = 1 - radius - wayOutOfSphere(image);
      double got = NearestPoints.length(PixelRows.read(found)[i], image);
      assertTrue(got > distance && got < distance * 1.0201, distance + " -> " + got);
      assertEquals(0, classesOf(target, found)[i]);
    }
  }

  private static double wayOutOfSphere(double[] image) {
    double[] middle = new double[image.length];
    Arrays.fill(middle, 0.5);
    return 1 - NearestPoints.length(image, middle);
  }

  @Test
  void carliniAndWagnerComeWithinTwoPercentOfTheNearestPointOfALinearVictim() {
    NoisyClassifier target = NoisyClassifier.of(LINEAR);
    int[] labels = classesOf(target, IMAGES);
    INDArray found =
        CarliniWagner.of(AttackSettings.of(new Budget(Norm.L2, 100)).withSteps(300))
            .perturb(target, IMAGES, labels, DRAW);
    for (int i = 0; i < labels.length; i++) {
      double[] image = PixelRows.read(IMAGES)[i];
      double distance =
          NearestPoints.length(
              NearestPoints.ofLinear(Norm.L2, LINEAR.weights(), image, labels[i]), image);
      requireWithinTwoPercent(distance, NearestPoints.length(PixelRows.read(found)[i], image));
      assertNotEquals(labels[i], classesOf(target, found)[i]);
    }
  }

  @Test
  void carliniAndWagnerComeWithinTwoPercentOfTheNearestPointOfASphere() {
    NoisyClassifier target = NoisyClassifier.of(new SphereVictim(0.5, 1));
    INDArray found =
        CarliniWagner.of(AttackSettings.of(new Budget(Norm.L2, 100)).withSteps(300))
            .perturb(target, INNER, new int[6], DRAW);
    for (int i = 0; i < 6; i++) {
      double[] image = PixelRows.read(INNER)[i];
      requireWithinTwoPercent(
          wayOutOfSphere(image), NearestPoints.length(PixelRows.read(found)[i], image));
    }
  }

  private static void requireWithinTwoPercent(double distance, double got) {
    assertTrue(got >= distance * (1 - 1e-9) && got < 1.02 * distance, distance + " -> " + got);
  }

  @Test
  void moreStepsBringCarliniAndWagnerNoLessNear() {
    NoisyClassifier target = NoisyClassifier.of(new SphereVictim(0.5, 1));
    double previous = Double.POSITIVE_INFINITY;
    for (int steps : new int[] {40, 80, 160}) {
      INDArray found =
          CarliniWagner.of(AttackSettings.of(new Budget(Norm.L2, 100)).withSteps(steps))
              .perturb(target, INNER, new int[6], DRAW);
      int[] classes = classesOf(target, found);
      assertEquals(6, Arrays.stream(classes).sum(), steps + " steps: " + Arrays.toString(classes));
      double mean = Arrays.stream(Measures.sizes(Norm.L2, found.sub(INNER))).sum() / 6;
      assertTrue(mean <= previous * 1.0001, steps + " steps: " + previous + " -> " + mean);
      previous = mean;
    }
  }

  /** What lies beyond the budget is gone towards as far as the budget goes. */
  @ParameterizedTest
  @ValueSource(strings = {"deepfool linf", "deepfool l2", "cw l2"})
  void budgetDecides(String text) {
    String[] words = text.split(" ");
    Norm norm = words[1].equals("l2") ? Norm.L2 : Norm.LINF;
    NoisyClassifier target = NoisyClassifier.of(LINEAR);
    INDArray image = Rows.of(IMAGES, 0, 1).dup('c');
    int[] label = classesOf(target, image);
    double[] original = PixelRows.read(image)[0];
    double[] nearest = NearestPoints.ofLinear(norm, LINEAR.weights(), original, label[0]);
    double distance = norm.geometry().distance(nearest, original);
    for (double share : new double[] {0.5, 0.95, 1.05}) {
      AttackSettings settings =
          AttackSettings.of(new Budget(norm, share * distance)).withSteps(100);
      INDArray found =
          Attacks.all().parse(words[0], settings).perturb(target, image, label, Draw.of(1));
      assertEquals(share > 1, classesOf(target, found)[0] != label[0]);
      double size = norm.geometry().distance(PixelRows.read(found)[0], original);
      assertEquals(Math.min(share, 1) * distance, size, 0.021 * distance);
      assertTrue(share > 1 || size > share * distance * (1 - 1e-9), "all of the budget is used");
    }
  }

  /** Few steps find nothing, but know where the margin was largest. */
  @ParameterizedTest
  @ValueSource(strings = {"deepfool", "cw"})
  void whatIsNotFoundIsGoneTowards(String name) {
    NoisyClassifier target = NoisyClassifier.of(new SphereVictim(0.5, 3));
    AttackSettings settings = AttackSettings.of(new Budget(Norm.L2, 0.04)).withSteps(3);
    INDArray found = Attacks.all().parse(name, settings).perturb(target, INNER, new int[6], DRAW);
    double[] sizes = Measures.sizes(Norm.L2, found.sub(INNER));
    for (int i = 0; i < 6; i++) {
      assertEquals(0.04, sizes[i], 1e-9);
      assertTrue(
          wayOutOfSphere(PixelRows.read(found)[i])
              < wayOutOfSphere(PixelRows.read(INNER)[i]) - 0.02);
    }
  }

  @Test
  void whatIsMisclassifiedStaysAsItIs() {
    NoisyClassifier target = NoisyClassifier.of(LINEAR);
    int[] labels = Arrays.stream(classesOf(target, IMAGES)).map(c -> (c + 1) % 4).toArray();
    AttackSettings settings = AttackSettings.of(new Budget(Norm.L2, 1)).withSteps(20);
    for (Attack attack : List.of(DeepFool.of(settings), CarliniWagner.of(settings))) {
      assertEquals(IMAGES, attack.perturb(target, IMAGES, labels, DRAW));
    }
  }

  /** The mean of the draws' linear classifiers is what has the nearest boundary. */
  @ParameterizedTest
  @ValueSource(strings = {"deepfool", "cw"})
  void averagesOverDrawsAreThoseOfTheMeanVictim(String name) {
    NoisyClassifier target = shaken();
    int[] labels = classesOf(NoisyClassifier.of(LINEAR), IMAGES);
    AttackSettings settings =
        AttackSettings.of(new Budget(Norm.L2, 100)).withSteps(name.equals("cw") ? 50 : 1);
    INDArray one = Attacks.all().parse(name, settings).perturb(target, IMAGES, labels, DRAW);
    INDArray four =
        Attacks.all().parse(name, settings.withSamples(4)).perturb(target, IMAGES, labels, DRAW);
    assertNotEquals(one, four);
    for (int i = 0; i < labels.length; i++) {
      double[] image = PixelRows.read(IMAGES)[i];
      double distance =
          NearestPoints.length(
              NearestPoints.ofLinear(Norm.L2, LINEAR.weights(), image, labels[i]), image);
      assertEquals(distance, NearestPoints.length(PixelRows.read(four)[i], image), 0.05 * distance);
    }
  }

  /** A linear victim whose gradients are right and whose logits are shifted a little by noise. */
  private static NoisyClassifier shaken() {
    return new NoisyClassifier() {
      @Override
      public int classes() {
        return LINEAR.classes();
      }

      @Override
      public INDArray logits(INDArray images, Draw draw) {
        return record(images, draw).output();
      }

      @Override
      public Tape record(INDArray images, Draw draw) {
        double[] shifts =
            Arrays.stream(draw.imageIds())
                .mapToDouble(id -> 0.002 * (Math.floorMod(id * 31 + draw.index(), 7L) - 3))
                .toArray();
        INDArray noise = Nd4j.zeros(DataType.DOUBLE, images.size(0), classes());
        for (int i = 0; i < shifts.length; i++) {
          noise.putScalar(i, 0, shifts[i]);
          noise.putScalar(i, 2, -shifts[i]);
        }
        Tape tape = LINEAR.record(images);
        return Tape.of(tape.output().add(noise), tape::gradient);
      }
    };
  }

  /** Of floats, whose rounding must not add to the budget. */
  @ParameterizedTest
  @MethodSource("attacks")
  void nothingExceedsTheBudget(AttackKind kind, Norm norm) {
    INDArray images = IMAGES.castTo(DataType.FLOAT);
    NoisyClassifier target = NoisyClassifier.of(LINEAR);
    int[] labels = classesOf(target, images);
    for (double share : new double[] {0.01, 0.1, 1}) {
      double epsilon = share * (norm == Norm.L2 ? 1 : 8 / 255.0);
      INDArray found =
          attack(kind, AttackSettings.of(new Budget(norm, epsilon)).withSteps(20))
              .perturb(target, images, labels, DRAW);
      assertEquals(DataType.FLOAT, found.dataType());
      INDArray change = found.castTo(DataType.DOUBLE).sub(images.castTo(DataType.DOUBLE));
      for (double size : Measures.sizes(norm, change)) {
        assertTrue(size <= epsilon * (1 + 1e-14), "perturbation of size " + size);
        assertTrue(size > 0);
      }
      assertTrue(found.minNumber().doubleValue() >= 0 && found.maxNumber().doubleValue() <= 1);
    }
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void orderAndBatchChangeNoBit(AttackKind kind, Norm norm) {
    NoisyClassifier target = shaken();
    int[] labels = {0, 1, 2, 3, 0, 1};
    AttackSettings settings =
        AttackSettings.of(new Budget(norm, 0.05)).withSteps(10).withSamples(2);
    INDArray whole = attack(kind, settings).perturb(target, IMAGES, labels, DRAW);
    INDArray turned =
        attack(kind, settings.withBatchSize(4))
            .perturb(
                target, reversed(IMAGES), new int[] {1, 0, 3, 2, 1, 0}, Draw.of(6, 5, 4, 3, 2, 1));
    for (int i = 0; i < 6; i++) {
      assertEquals(Rows.of(whole, i, i + 1).dup('c'), Rows.of(turned, 5 - i, 6 - i).dup('c'));
    }
  }

  private static INDArray reversed(INDArray images) {
    double[][] rows = PixelRows.read(images);
    Collections.reverse(Arrays.asList(rows));
    return PixelRows.of(images).images(rows);
  }

  @Test
  void carliniAndWagnerRefuseOtherNorms() {
    AttackSettings settings = AttackSettings.of(new Budget(Norm.LINF, 0.1));
    assertEquals(
        "norm: got linf, must be l2 for cw, which minimises Euclidean lengths",
        assertThrows(IllegalArgumentException.class, () -> CarliniWagner.of(settings))
            .getMessage());
  }
}
