package org.purify4j.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.array.Rows;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.victim.TestImages;

/** What every attack of the list promises, on a linear classifier with noise. */
class AttacksTest {
  private static final int PIXELS = 3 * 4 * 4;
  private static final LinearVictim VICTIM =
      new LinearVictim(TestImages.uniform(1, -1, 1, DataType.DOUBLE, PIXELS, 5));
  private static final INDArray IMAGES = TestImages.uniform(4, DataType.DOUBLE, 5, 3, 4, 4);
  private static final int[] LABELS = {0, 1, 2, 0, 1};
  private static final Draw DRAW = Draw.of(11, 12, 13, 14, 15);

  /**
   * A small budget, and one for which pixels reach the border of [0, 1]. Of the small ones, images
   * withstand that ensemble, and take all of its thousands of queries. {@code LbfgsTest} has fewer
   * searches of that attack, which makes thousands of queries too.
   */
  static Stream<Arguments> attacks() {
    return Attacks.all().kinds().stream()
        .filter(kind -> !kind.equals(Lbfgs.KIND))
        .flatMap(
            kind ->
                Stream.of(
                        new Budget(Norm.LINF, 0.02),
                        new Budget(Norm.LINF, 0.3),
                        new Budget(Norm.L2, 0.1),
                        new Budget(Norm.L2, 3),
                        new Budget(Norm.L1, 0.3),
                        new Budget(Norm.L1, 8))
                    .filter(budget -> budget.epsilon() > 0.2 || !kind.equals(AutoAttack.KIND))
                    .filter(budget -> has(kind, budget))
                    .map(budget -> Arguments.of(kind, budget)));
  }

  /** Attacks refuse the norms that they do not have. */
  private static boolean has(AttackKind kind, Budget budget) {
    try {
      attack(kind, settings(budget));
      return true;
    } catch (IllegalArgumentException e) {
      String got = "norm: got " + budget.norm().text() + ", must be ";
      assertTrue(
          e.getMessage().startsWith(got) && e.getMessage().contains(" for " + kind.name()),
          e.getMessage());
      return false;
    }
  }

  private static AttackSettings settings(Budget budget) {
    return AttackSettings.of(budget).withSteps(4).withSamples(2).withSeed(3);
  }

  /** The target of an attack: one with noise, unless the attack is for those without. */
  private static NoisyClassifier target(Attack attack) {
    boolean forNoise = attack.settings().has("eot") || attack.equals(Attack.none());
    return forNoise ? noisy() : certain(attack);
  }

  /** A target without noise, which shows its layers if the attack needs them. */
  private static NoisyClassifier certain(Attack attack) {
    boolean ofLayers = attack.settings().has("layer");
    return ofLayers ? NoisyClassifier.of(VICTIM) : noisy().withNoiseOf(3);
  }

  private static Attack attack(AttackKind kind, AttackSettings settings) {
    return Attacks.all().parse(kind.name(), settings);
  }

  /** The weights' scale depends on the image's id and on the draw, as a defence's noise does. */
  private static NoisyClassifier noisy() {
    return new RecordedVictim(
        VICTIM.classes(),
        (images, draw) -> {
          double[] scales =
              Arrays.stream(draw.imageIds())
                  .mapToDouble(id -> 1 + Math.floorMod(id * 31 + draw.index(), 7L))
                  .toArray();
          INDArray column = Nd4j.createFromArray(scales).reshape(scales.length, 1);
          Tape tape = VICTIM.record(images);
          return Tape.of(tape.output().mul(column), c -> tape.gradient(c.mul(column)));
        });
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void budgetAndRangeAreRespectedAndTheImagesAreNotModified(AttackKind kind, Budget budget) {
    INDArray before = IMAGES.dup();
    Attack attack = attack(kind, settings(budget));
    INDArray adversarial = attack.perturb(target(attack), IMAGES, LABELS, DRAW);
    assertEquals(before, IMAGES);
    assertNotSame(IMAGES, adversarial);
    assertArrayEquals(IMAGES.shape(), adversarial.shape());
    for (double size : Measures.sizes(budget.norm(), adversarial.sub(IMAGES))) {
      assertTrue(size <= budget.epsilon() * (1 + 1e-9), "perturbation of size " + size);
    }
    assertTrue(adversarial.minNumber().doubleValue() >= 0);
    assertTrue(adversarial.maxNumber().doubleValue() <= 1);
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void harmIsDoneUnlessThereIsNoAttack(AttackKind kind, Budget budget) {
    Attack attack = attack(kind, settings(budget));
    INDArray adversarial = attack.perturb(target(attack), IMAGES, LABELS, DRAW);
    if (attack.equals(Attack.none())) {
      assertEquals(IMAGES, adversarial);
      return;
    }
    double clean = Measures.crossEntropy(VICTIM.logits(IMAGES), LABELS);
    double attacked = Measures.crossEntropy(VICTIM.logits(adversarial), LABELS);
    assertTrue(attacked > clean + 0.01, clean + " -> " + attacked);
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void resultDependsNeitherOnTheBatchNorOnAnEarlierRun(AttackKind kind, Budget budget) {
    Attack attack = attack(kind, settings(budget));
    NoisyClassifier target = target(attack);
    INDArray whole = attack.perturb(target, IMAGES, LABELS, DRAW);
    INDArray again = attack.perturb(target, IMAGES, LABELS, DRAW);
    assertEquals(whole, again);
    INDArray pairs =
        attack(kind, settings(budget).withBatchSize(2)).perturb(target, IMAGES, LABELS, DRAW);
    assertTrue(whole.equalsWithEps(pairs, 1e-9));
    INDArray last =
        attack.perturb(target, Rows.of(IMAGES, 4, 5).dup('c'), new int[] {1}, Draw.of(15));
    assertTrue(Rows.of(whole, 4, 5).dup('c').equalsWithEps(last, 1e-9));
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void reportsNameTheAttackFirst(AttackKind kind, Budget budget) {
    Attack attack = attack(kind, settings(budget));
    assertEquals("attack", attack.settings().fieldNames().next());
    assertEquals(kind.name(), attack.settings().get("attack").asText());
    if (!attack.equals(Attack.none())) {
      assertEquals(budget.epsilon(), attack.settings().get("eps").asDouble());
      assertEquals(2, attack.settings().path("eot").asInt(2));
    }
  }

  /** Against a target without noise, of which all choices are the attack's own. */
  @Test
  void anotherSeedChangesWhatIsRandomAndNothingElse() {
    for (AttackKind kind : Attacks.all().kinds()) {
      if (kind.equals(Lbfgs.KIND)) {
        continue;
      }
      AttackSettings settings = settings(new Budget(Norm.L2, 3));
      Attack attack = attack(kind, settings);
      NoisyClassifier target = certain(attack);
      INDArray found = attack.perturb(target, IMAGES, LABELS, DRAW);
      boolean same = true;
      for (long seed = 4; same && seed < 8; seed++) {
        same =
            found.equals(
                attack(kind, settings.withSeed(seed)).perturb(target, IMAGES, LABELS, DRAW));
      }
      assertEquals(attack.random(), !same, kind.name());
    }
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void restartsKeepTheBudgetAndAreReported(AttackKind kind, Budget budget) {
    Attack attack = attack(kind, settings(budget).withRestarts(3));
    assertEquals(attack.equals(Attack.none()) ? 0 : 3, attack.settings().path("restarts").asInt());
    INDArray adversarial = attack.perturb(target(attack), IMAGES, LABELS, DRAW);
    for (double size : Measures.sizes(budget.norm(), adversarial.sub(IMAGES))) {
      assertTrue(size <= budget.epsilon() * (1 + 1e-9), "perturbation of size " + size);
    }
    INDArray last =
        attack.perturb(target(attack), Rows.of(IMAGES, 4, 5).dup('c'), new int[] {1}, Draw.of(15));
    assertTrue(Rows.of(adversarial, 4, 5).dup('c').equalsWithEps(last, 1e-9));
  }

  @Test
  void listCanBeExtended() {
    AttackKind kind =
        new AttackKind(
            "steps", "steps:N", "as many steps as are said", AttacksTest::withStepsOfItsOwn);
    Attacks more = Attacks.all().with(kind);
    List<String> names = new ArrayList<>(Attacks.all().names());
    names.add("steps");
    assertEquals(names, more.names());
    assertTrue(more.syntax().endsWith("autoattack, none or steps:N"), more.syntax());
    Attack made = more.parse("STEPS:9", settings(Budget.usual(Norm.L2)));
    assertEquals(9, made.settings().get("steps").asInt());
    assertThrows(IllegalArgumentException.class, () -> more.with(kind));
  }

  private static Attack withStepsOfItsOwn(String argument, AttackSettings settings) {
    return Pgd.of(settings.withSteps(Integer.parseInt(argument)));
  }

  @Test
  void whatIsNotInTheListIsRefusedWithTheList() {
    AttackSettings settings = settings(Budget.usual(Norm.LINF));
    assertEquals(
        "got apgd, must be pgd[:LOSS], fgsm[:LOSS], mi-fgsm[:LOSS], lf-pgd[:SHARE],"
            + " ila[:LAYER], apgd-ce, apgd-dlr, apgd-t, fab-t, deepfool, cw, l-bfgs, square, autoattack or none",
        assertThrows(IllegalArgumentException.class, () -> Attacks.all().parse("apgd", settings))
            .getMessage());
    assertEquals(
        "loss: got 3, must be ce, margin or dlr",
        assertThrows(IllegalArgumentException.class, () -> Attacks.all().parse("pgd:3", settings))
            .getMessage());
    assertEquals(
        "got fab-t:3, must be fab-t alone",
        assertThrows(IllegalArgumentException.class, () -> Attacks.all().parse("fab-t:3", settings))
            .getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> Attacks.all().withoutNone().parse("none", settings));
  }
}
