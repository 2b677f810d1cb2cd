package org.purify4j.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.attack.loss.MarginLoss;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.victim.TestImages;

class SquareTest {
  private static final int SIDE = 8;
  private static final int PIXELS = 3 * SIDE * SIDE;
  private static final LinearVictim VICTIM =
      new LinearVictim(TestImages.uniform(1, -1, 1, DataType.DOUBLE, PIXELS, 2));
  private static final INDArray IMAGES = TestImages.uniform(2, DataType.DOUBLE, 3, 3, SIDE, SIDE);

  /** Counts the images it is asked for; adds a margin to the label's logit. */
  private record Counting(AtomicLong asked, double margin, boolean dependsOnDraw)
      implements NoisyClassifier {
    @Override
    public int classes() {
      return 2;
    }

    @Override
    public INDArray logits(INDArray images, Draw draw) {
      asked.addAndGet(images.size(0));
      INDArray logits = VICTIM.logits(images);
      logits.getColumn(0).addi(margin);
      return logits;
    }

    @Override
    public Tape record(INDArray images, Draw draw) {
      throw new AssertionError("a gradient was asked for");
    }
  }

  private static Square square(Norm norm, int queries) {
    return Square.of(
        AttackSettings.of(new Budget(norm, norm == Norm.LINF ? 0.1 : 1))
            .withSteps(queries)
            .withSamples(2));
  }

  @ParameterizedTest
  @EnumSource(value = Norm.class, names = "L1", mode = EnumSource.Mode.EXCLUDE)
  void makesExactlyItsQueriesAndAsksForNoGradient(Norm norm) {
    AtomicLong certain = new AtomicLong();
    AtomicLong noisy = new AtomicLong();
    Draw draw = Draw.of(1, 2, 3);
    int[] labels = {0, 0, 0};
    square(norm, 37).perturb(new Counting(certain, 1e6, false), IMAGES, labels, draw);
    assertEquals(3 * 37, certain.get());
    square(norm, 37).perturb(new Counting(noisy, 1e6, true), IMAGES, labels, draw);
    assertEquals(3 * 37 * 2, noisy.get());
    certain.set(0);
    square(norm, 37).perturb(new Counting(certain, -1e6, false), IMAGES, labels, draw);
    assertEquals(3, certain.get(), "a misclassified image is left");
  }

  private static double margin(INDArray images) {
    double sum = 0;
    for (double[] logits : VICTIM.logits(images).toDoubleMatrix()) {
      sum += new MarginLoss().value(logits, 0);
    }
    return sum;
  }

  @ParameterizedTest
  @EnumSource(value = Norm.class, names = "L1", mode = EnumSource.Mode.EXCLUDE)
  void marginRisesWithQueriesTowardsThatOfAGradientAttack(Norm norm) {
    NoisyClassifier stubborn = new Counting(new AtomicLong(), 1e6, false);
    Draw draw = Draw.of(1, 2, 3);
    int[] labels = {0, 0, 0};
    double previous = margin(IMAGES);
    for (int queries : new int[] {1, 20, 300, 3000}) {
      double margin = margin(square(norm, queries).perturb(stubborn, IMAGES, labels, draw));
      assertTrue(margin > previous || queries == 1, queries + ": " + previous + " -> " + margin);
      previous = margin;
    }
    double best =
        margin(
            Pgd.of(norm, norm == Norm.LINF ? 0.1 : 1)
                .perturb(NoisyClassifier.of(VICTIM), IMAGES, labels, draw));
    double gained = (previous - margin(IMAGES)) / (best - margin(IMAGES));
    assertTrue(gained > 0.5 && gained <= 1 + 1e-9, "share of the best gain: " + gained);
  }

  @Test
  void everyNumberIsMovedByTheWholeBudgetOrStopsAtTheBorder() {
    double epsilon = 0.1;
    INDArray found =
        square(Norm.LINF, 50)
            .perturb(
                new Counting(new AtomicLong(), 1e6, false), IMAGES, new int[3], Draw.of(1, 2, 3));
    double[] before = IMAGES.dup('c').data().asDouble();
    double[] after = found.dup('c').data().asDouble();
    for (int i = 0; i < before.length; i++) {
      double up = Math.min(1, before[i] + epsilon);
      double down = Math.max(0, before[i] - epsilon);
      assertTrue(Math.abs(after[i] - up) < 1e-12 || Math.abs(after[i] - down) < 1e-12);
    }
  }

  @Test
  void squaresShrinkAtTheSameSharesOfAnyNumberOfQueries() {
    int[] ends = {10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000, 9999};
    for (int i = 0; i < ends.length; i++) {
      double share = 0.8 / (1 << i);
      assertEquals(share, new SquareSchedule(10_000).share(ends[i]));
      assertEquals(share, new SquareSchedule(5000).share(ends[i] / 2));
      assertEquals(share, new SquareSchedule(20_000).share(2 * ends[i]));
    }
    assertEquals(0.4, new SquareSchedule(10_000).share(11));
    assertEquals(29, new SquareSchedule(5000).side(1, 32, 32, 1));
    assertEquals(1, new SquareSchedule(5000).side(4999, 32, 32, 1));
    assertEquals(4, new SquareSchedule(5000).side(1, 4, 32, 1));
  }

  /** For side 3 by hand: n = 1, upper part of one row, lower part of two. */
  @Test
  void bumpsAreThoseOfTheFormula() {
    double[][] bump = SquareBump.of(3);
    double[][] expected = {
      {0.25, 1.25, 0.25},
      {-0.25, -0.25, -0.25},
      {-0.25, -1.25, -0.25}
    };
    double length = Math.sqrt(7 * 0.0625 + 2 * 1.5625);
    for (int r = 0; r < 3; r++) {
      for (int s = 0; s < 3; s++) {
        assertEquals(expected[r][s] / length, bump[r][s], 1e-12, r + ", " + s);
      }
    }
  }

  /** A point of the search in L2 uses the whole budget while no pixel reaches the border. */
  @Test
  void euclideanPointsUseTheWholeBudget() {
    PixelRows pixels = new PixelRows(DataType.DOUBLE, new long[] {3, SIDE, SIDE});
    double[] grey = new double[PIXELS];
    Arrays.fill(grey, 0.5);
    L2Squares squares =
        new L2Squares(
            0.4, pixels, grey, new SquareSchedule(100), RandomSource.XO_SHI_RO_256_PP.create(1L));
    double[] point = new double[PIXELS];
    double[] next = new double[PIXELS];
    squares.first(point);
    assertEquals(0.4, NearestPoints.length(point, grey), 1e-12);
    for (int query = 1; query < 100; query++) {
      squares.next(point, query, next);
      assertEquals(0.4, NearestPoints.length(next, grey), 1e-9);
      System.arraycopy(next, 0, point, 0, PIXELS);
    }
  }
}
