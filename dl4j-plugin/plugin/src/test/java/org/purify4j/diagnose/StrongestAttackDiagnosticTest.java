package org.purify4j.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StrongestAttackDiagnosticTest {
  private static final StrongestAttackDiagnostic DIAGNOSTIC = new StrongestAttackDiagnostic();

  /** So many images of 20 survive, the first ones. */
  private static double[] survivors(int count) {
    boolean[] survived = new boolean[20];
    Arrays.fill(survived, 0, count, true);
    return MeasuredAttacks.survived(survived);
  }

  private static Finding finding(double[] exact, Map<String, double[]> others) {
    return DIAGNOSTIC.examine(Optional.of(new MeasuredAttacks("exact", exact, others)));
  }

  @Test
  void anAttackThatKnowsLessMustNotWin() {
    Finding finding = finding(survivors(12), Map.of("bpda", survivors(7)));
    assertEquals(Verdict.FAILS, finding.verdict());
    assertEquals(1 / 32.0, finding.figures().get("pValue: bpda"), 1e-12);
    assertTrue(finding.reason().contains("exact leaves 0.600"), finding.reason());
    assertTrue(finding.reason().contains("bpda, 0.350"), finding.reason());
  }

  @Test
  void aDifferenceWithinTheIntervalIsNone() {
    assertEquals(Verdict.HOLDS, finding(survivors(12), Map.of("bpda", survivors(8))).verdict());
    assertEquals(Verdict.HOLDS, finding(survivors(5), Map.of("bpda", survivors(15))).verdict());
  }

  /** One of many attacks is bound to look better. */
  @Test
  void severalAttacksShareTheErrorRate() {
    Map<String, double[]> two = Map.of("bpda", survivors(7), "square", survivors(12));
    assertEquals(Verdict.HOLDS, finding(survivors(12), two).verdict());
    Map<String, double[]> worse = Map.of("bpda", survivors(6), "square", survivors(12));
    assertEquals(Verdict.FAILS, finding(survivors(12), worse).verdict());
  }

  @Test
  void nothingToCompareIsNotExamined() {
    assertEquals(Verdict.NOT_EXAMINED, DIAGNOSTIC.examine(Optional.empty()).verdict());
    assertEquals(Verdict.NOT_EXAMINED, finding(survivors(3), Map.of()).verdict());
    assertThrows(
        IllegalArgumentException.class,
        () -> new MeasuredAttacks("exact", new double[3], Map.of("bpda", new double[2])));
  }
}
