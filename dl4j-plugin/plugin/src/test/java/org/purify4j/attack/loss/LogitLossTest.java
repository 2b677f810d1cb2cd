package org.purify4j.attack.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LogitLossTest {
  private static final int LABEL = 1;

  static Stream<LogitLoss> losses() {
    return Stream.of(
        new CrossEntropyLoss(),
        new MarginLoss(),
        new TargetedMarginLoss(0),
        new DlrLoss(),
        new TargetedDlrLoss(3),
        new CrossEntropyLoss().towards(0),
        new MarginLoss().towards(0));
  }

  /** The cross-entropy's value is the logarithm of what its gradient belongs to. */
  private static double plain(LogitLoss loss, double[] logits) {
    double value = loss.value(logits, LABEL);
    if (loss.name().equals("targeted-ce")) {
      return -Math.exp(-value);
    }
    return loss instanceof CrossEntropyLoss ? Math.exp(value) : value;
  }

  @ParameterizedTest
  @MethodSource("losses")
  void slopeIsThatOfCentralDifferences(LogitLoss loss) {
    SplittableRandom random = new SplittableRandom(1);
    double h = 1e-5;
    for (int trial = 0; trial < 50; trial++) {
      double[] logits = random.doubles(loss.fewestClasses() + trial % 4, -3, 3).toArray();
      LogitSlope slope = loss.slope(logits, LABEL);
      for (int c = 0; c < logits.length; c++) {
        double[] up = logits.clone();
        double[] down = logits.clone();
        up[c] += h;
        down[c] -= h;
        double expected = (plain(loss, up) - plain(loss, down)) / (2 * h);
        double actual = slope.row()[c] * Math.exp(slope.logScale());
        assertEquals(expected, actual, 1e-5 * (1 + Math.abs(expected)), loss + " class " + c);
      }
    }
  }

  @Test
  void valuesAreThoseOfTheFormulas() {
    double[] logits = {5, 3, 1, 2, -1};
    assertEquals(2, new MarginLoss().value(logits, 1));
    assertEquals(-2, new MarginLoss().value(logits, 0));
    assertEquals(-1, new TargetedMarginLoss(3).value(logits, 1));
    assertEquals(2 / 3.0, new DlrLoss().value(logits, 1), 1e-15);
    assertEquals(-2 / 3.0, new DlrLoss().value(logits, 0), 1e-15);
    assertEquals(-3 / 3.5, new TargetedDlrLoss(3).value(logits, 0), 1e-15);
    double odds = (Math.exp(5) + Math.exp(1) + Math.exp(2) + Math.exp(-1)) / Math.exp(3);
    assertEquals(Math.log(Math.log(1 + odds)), new CrossEntropyLoss().value(logits, 1), 1e-12);
  }

  @Test
  void meanOfLogarithmsIsThatOfTheLosses() {
    double mean = new CrossEntropyLoss().mean(Math.log(0.5), Math.log(1.5), Math.log(4));
    assertEquals(Math.log(2), mean, 1e-12);
    assertEquals(2, new MarginLoss().mean(0.5, 1.5, 4), 1e-12);
  }

  /** log p_t, whatever its scale, and z_t − max_{i≠t} z_i. */
  @Test
  void towardsAClassTheLossOfThatClassIsLowered() {
    double[] logits = {5, 3, 1, 2, -1};
    assertEquals(-2, new MarginLoss().towards(1).value(logits, 4));
    assertEquals(2, new MarginLoss().towards(0).value(logits, 4));
    LogitLoss likelihood = new CrossEntropyLoss().towards(1);
    double ofFirst = likelihood.value(logits, 0);
    double ofSecond = likelihood.value(new double[] {0, 30, 0, 0, 0}, 0);
    assertTrue(ofSecond > ofFirst);
    double odds = (Math.exp(5) + Math.exp(1) + Math.exp(2) + Math.exp(-1)) / Math.exp(3);
    double mean = (Math.log1p(odds) + Math.log1p(4 * Math.exp(-30))) / 2;
    assertEquals(-Math.log(mean), likelihood.mean(ofFirst, ofSecond), 1e-12);
    assertEquals(new TargetedDlrLoss(2), new DlrLoss().towards(2));
  }

  @Test
  void whatAimsAtAClassAimsAtNoOther() {
    for (LogitLoss loss : List.of(new TargetedMarginLoss(0), new MarginLoss().towards(0))) {
      assertEquals(
          "loss: got targeted-margin, which aims at a class itself, must be one that does not",
          assertThrows(IllegalArgumentException.class, () -> loss.towards(1)).getMessage());
    }
  }

  @Test
  void lossesHaveNames() {
    assertEquals(new MarginLoss(), LogitLosses.parse("Margin"));
    assertEquals(
        "loss: got hinge, must be ce, margin or dlr",
        assertThrows(IllegalArgumentException.class, () -> LogitLosses.parse("hinge"))
            .getMessage());
  }

  /** The loss itself is e^−3000. */
  @Test
  void crossEntropyOfACertainClassifierIsComparable() {
    CrossEntropyLoss loss = new CrossEntropyLoss();
    double[] certain = {0, 3000, -10};
    assertEquals(-3000, loss.value(certain, 1), 1e-4);
    assertTrue(loss.value(new double[] {1, 3000, -10}, 1) > loss.value(certain, 1));
    assertEquals(-3000, loss.slope(certain, 1).logScale(), 1e-4);
    assertEquals(1, loss.slope(certain, 1).row()[0], 1e-4);
  }

  @Test
  void dlrChangesNeitherWithAShiftNorWithAFactor() {
    double[] logits = {5, 3, 1, 2, -1};
    double[] other = {5 * 8 - 7, 3 * 8 - 7, 8 - 7, 2 * 8 - 7, -8 - 7};
    assertEquals(new DlrLoss().value(logits, 1), new DlrLoss().value(other, 1), 1e-14);
    TargetedDlrLoss targeted = new TargetedDlrLoss(2);
    assertEquals(targeted.value(logits, 0), targeted.value(other, 0), 1e-14);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void equalLogitsGiveFiniteNumbers(LogitLoss loss) {
    double[] equal = new double[loss.fewestClasses()];
    assertTrue(Double.isFinite(loss.value(equal, LABEL)));
    for (double part : loss.slope(equal, LABEL).row()) {
      assertTrue(Double.isFinite(part));
    }
  }

  @Test
  void ofEqualLogitsTheSmallerClassCountsAsLarger() {
    double[] logits = {2, 7, 2, 1};
    assertEquals(0, LogitOrder.largestOther(logits, 1));
    assertEquals(1, new MarginLoss().slope(logits, 1).row()[0]);
    assertEquals(0, new MarginLoss().slope(logits, 1).row()[2]);
  }

  @Test
  void tooFewClassesAreRefused() {
    losses().forEach(loss -> loss.requireClasses(loss.fewestClasses()));
    assertEquals(
        "classes: got 3, must be at least 4 for the loss targeted-dlr",
        assertThrows(IllegalArgumentException.class, () -> new TargetedDlrLoss(0).requireClasses(3))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> new DlrLoss().requireClasses(2));
  }
}
