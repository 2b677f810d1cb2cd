package org.purify4j.diffusion.guidance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OutputLossTest {
  private static final double H = 1e-6;
  private final double[] logits = {0.3, -1.2, 2.1, 0.4};
  private final double[] other = {1.0, 0.2, 0.7, -0.5};

  private static double[] moved(double[] values, int c, double by) {
    double[] result = values.clone();
    result[c] += by;
    return result;
  }

  @ParameterizedTest
  @EnumSource
  void gradientAgreesWithFiniteDifferences(OutputLoss loss) {
    ReferenceRow reference = ReferenceRow.of(other);
    double[] gradient = loss.gradient(logits, reference);
    for (int c = 0; c < logits.length; c++) {
      double slope =
          (loss.energy(moved(logits, c, H), reference)
                  - loss.energy(moved(logits, c, -H), reference))
              / (2 * H);
      assertEquals(slope, gradient[c], 1e-8);
    }
  }

  @ParameterizedTest
  @EnumSource
  void gradientTangentAgreesWithFiniteDifferences(OutputLoss loss) {
    ReferenceRow reference = ReferenceRow.of(other);
    double[] change = {0.5, -0.3, 0.2, 0.9};
    double[] ahead = logits.clone();
    double[] behind = logits.clone();
    for (int c = 0; c < change.length; c++) {
      ahead[c] += H * change[c];
      behind[c] -= H * change[c];
    }
    double[] tangent = loss.gradientTangent(logits, reference, change);
    for (int c = 0; c < change.length; c++) {
      double slope =
          (loss.gradient(ahead, reference)[c] - loss.gradient(behind, reference)[c]) / (2 * H);
      assertEquals(slope, tangent[c], 1e-8);
    }
  }

  /** d/dr of the derivative of the loss along a change of the logits. */
  @ParameterizedTest
  @EnumSource
  void mixedDerivativeAgreesWithFiniteDifferences(OutputLoss loss) {
    double[] change = {0.5, -0.3, 0.2, 0.9};
    double[] ofReferenceLogits = ReferenceRow.pullback(other, loss.mixedDerivative(change));
    for (int c = 0; c < other.length; c++) {
      double slope = 0;
      for (int sign = -1; sign <= 1; sign += 2) {
        double[] gradient = loss.gradient(logits, ReferenceRow.of(moved(other, c, sign * H)));
        for (int k = 0; k < change.length; k++) {
          slope += sign * gradient[k] * change[k] / (2 * H);
        }
      }
      assertEquals(slope, ofReferenceLogits[c], 1e-8);
    }
  }

  @Test
  void valuesByHand() {
    ReferenceRow reference = new ReferenceRow(new double[] {1, 2}, new double[] {0.25, 0.75});
    double[] even = {0, 0};
    assertEquals(
        0.25 * Math.log(0.5) + 0.75 * Math.log(1.5), OutputLoss.KL.energy(even, reference), 1e-12);
    assertEquals(Math.log(2), OutputLoss.CROSS_ENTROPY.energy(even, reference), 1e-12);
    assertEquals(5, OutputLoss.LOGIT_DISTANCE.energy(even, reference), 1e-12);
    assertEquals(Math.log(2), OutputLoss.CONFIDENCE.energy(even, reference), 1e-12);
  }
}
