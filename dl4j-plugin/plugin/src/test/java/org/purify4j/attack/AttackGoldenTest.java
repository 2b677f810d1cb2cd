package org.purify4j.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.attack.loss.CrossEntropyLoss;
import org.purify4j.attack.loss.DlrLoss;
import org.purify4j.attack.loss.LogitLoss;
import org.purify4j.attack.loss.MarginLoss;
import org.purify4j.attack.transform.TranslationInvariance;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.importers.npz.Npz;

/**
 * Attacks against what attack/make.py computes by the papers' formulas with PyTorch, in double
 * precision on a smooth network, where no sign is a matter of rounding.
 */
class AttackGoldenTest {
  private static final double EXACT = 1e-9;

  /** Forty steps of curved ascent make more of the last bits. */
  private static final double LONG = 1e-7;

  private static final int STEPS = 10;
  private static final int CLIMB = 40;
  private static final Map<Norm, Double> EPSILON =
      Map.of(Norm.LINF, 8 / 255.0, Norm.L2, 0.3, Norm.L1, 0.1);

  private static Npz golden;
  private static INDArray images;
  private static int[] labels;
  private static NoisyClassifier target;

  @BeforeAll
  static void read() throws URISyntaxException {
    golden =
        Npz.open(
            Path.of(
                Objects.requireNonNull(AttackGoldenTest.class.getResource("/attack/attacks.npz"))
                    .toURI()));
    images = array("images");
    labels = Arrays.stream(golden.doubles("labels")).mapToInt(label -> (int) label).toArray();
    target =
        NoisyClassifier.of(
            new TanhVictim(
                array("inner"), array("inner_bias"), array("outer"), array("outer_bias")));
  }

  @AfterAll
  static void close() throws IOException {
    golden.close();
  }

  private static INDArray array(String name) {
    return Nd4j.createFromArray(golden.doubles(name)).reshape(golden.shape(name));
  }

  private static void assertGolden(String name, INDArray attacked, double tolerance) {
    assertArrayEquals(golden.doubles(name), attacked.dup('c').data().asDouble(), tolerance, name);
  }

  private static INDArray attacked(Attack attack) {
    return attack.attack(target, images, labels, Draw.of(new long[] {0, 1, 2, 3})).images();
  }

  private static Objective objective(String loss) {
    return switch (loss) {
      case "margin" -> new Objective(new MarginLoss(), Goal.UNTARGETED);
      case "dlr" -> new Objective(new DlrLoss(), Goal.UNTARGETED);
      case "towards" -> new Objective(new CrossEntropyLoss(), Goal.LEAST_LIKELY);
      default -> Objective.USUAL;
    };
  }

  private static String suffix(Norm norm) {
    return "_" + norm.name().toLowerCase(Locale.ROOT);
  }

  private static Budget budget(Norm norm) {
    return new Budget(norm, EPSILON.get(norm));
  }

  @ParameterizedTest
  @CsvSource({
    "ce,LINF",
    "margin,LINF",
    "dlr,LINF",
    "towards,LINF",
    "ce,L2",
    "margin,L2",
    "dlr,L2",
    "towards,L2"
  })
  void stepsAlongTheGradient(String loss, Norm norm) {
    Budget budget = budget(norm);
    Objective objective = objective(loss);
    String suffix = "_" + loss + suffix(norm);
    assertGolden("fgsm" + suffix, attacked(new Fgsm(budget, objective, 1, 3)), EXACT);
    double step = budget.epsilon() / 4;
    assertGolden(
        "pgd" + suffix,
        attacked(new Pgd(budget, objective, step, STEPS, Start.IMAGE, 1, 0, 3)),
        EXACT);
    assertGolden("mi-fgsm" + suffix, attacked(momentum(budget, objective)), EXACT);
  }

  private static MiFgsm momentum(Budget budget, Objective objective) {
    return new MiFgsm(
        budget, objective, MiFgsm.DEFAULT_DECAY, budget.epsilon() / STEPS, STEPS, 1, 3);
  }

  @ParameterizedTest
  @EnumSource(
      value = Norm.class,
      names = {"LINF", "L2"})
  void smoothedGradients(Norm norm) {
    Attack attack =
        new Transformed(
            momentum(budget(norm), Objective.USUAL), List.of(new TranslationInvariance(3)), 0);
    assertGolden("mi-fgsm+ti_ce" + suffix(norm), attacked(attack), EXACT);
  }

  @ParameterizedTest
  @EnumSource(
      value = Norm.class,
      names = {"LINF", "L2"})
  void deepFool(Norm norm) {
    Attack attack = DeepFool.of(AttackSettings.of(new Budget(norm, 1)));
    assertGolden("deepfool_margin" + suffix(norm), attacked(attack), EXACT);
  }

  /** The two Adams add their 1e-8 at different places, to numbers of about 1e-4. */
  @Test
  void carliniWagner() {
    Attack attack =
        CarliniWagner.of(AttackSettings.of(new Budget(Norm.L2, 1)).withSteps(100)).withSearches(5);
    assertGolden("cw_margin_l2", attacked(attack), 1e-4);
  }

  @ParameterizedTest
  @CsvSource({"ce,LINF", "dlr,LINF", "ce,L2", "dlr,L2", "ce,L1"})
  void autoPgd(String loss, Norm norm) {
    LogitLoss raised = objective(loss).loss();
    double[][] starts = PixelRows.read(array("start"));
    AttackBatches.Batch batch =
        new AttackBatches.Batch(images, labels, Draw.of(new long[] {0, 1, 2, 3}));
    LossQueries queries = new LossQueries(target, 1, batch);
    Budget budget = budget(norm);
    PixelRows pixels = queries.pixels();
    double[][] originals = PixelRows.read(images);
    double[][] best = new double[labels.length][];
    for (int i = 0; i < labels.length; i++) {
      double outer = norm == Norm.L1 ? 3 * budget.epsilon() : budget.epsilon();
      norm.geometry().project(starts[i], originals[i], outer);
      Climb climb = Climb.of(budget, pixels, originals[i], starts[i], CLIMB);
      for (int step = 0; step <= CLIMB; step++) {
        LossReply reply =
            queries
                .gradients(
                    new int[] {i}, new double[][] {climb.point()}, new LogitLoss[] {raised}, step)[
                0];
        climb.advance(reply.loss(), reply.gradient());
      }
      best[i] = climb.best();
      assertTrue(norm.geometry().distance(best[i], originals[i]) <= budget.epsilon() + EXACT);
    }
    assertGolden("apgd_" + loss + suffix(norm), pixels.images(best), LONG);
  }
}
