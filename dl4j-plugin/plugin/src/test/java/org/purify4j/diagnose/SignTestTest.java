package org.purify4j.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SignTestTest {
  /** Sums of binomial coefficients: 5 of 5 is 1/32, 7 or more of 10 is 176/1024. */
  @Test
  void pValuesAreExact() {
    assertEquals(1 / 32.0, new SignTest(5, 0).pValueOfLower(), 1e-12);
    assertEquals(1, new SignTest(5, 0).pValueOfHigher(), 1e-12);
    assertEquals(176 / 1024.0, new SignTest(7, 3).pValueOfLower(), 1e-12);
    assertEquals(1, new SignTest(0, 0).pValueOfLower(), 1e-12);
  }

  @Test
  void equalFiguresDoNotCount() {
    SignTest test = SignTest.of(new double[] {1, 0.5, 0, 1}, new double[] {0, 0.5, 0.25, 0.75});
    assertEquals(new SignTest(2, 1), test);
    assertThrows(IllegalArgumentException.class, () -> SignTest.of(new double[2], new double[3]));
  }
}
