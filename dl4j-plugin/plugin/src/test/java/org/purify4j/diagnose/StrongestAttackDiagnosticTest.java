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
  private static ImageShares survivors(int count) {
    boolean[] survived = new boolean[20];
    Arrays.fill(survived, 0, count, true);
    return MeasuredAttacks.survived(survived);
  }

  private static Finding finding(ImageShares exact, Map<String, ImageShares> others) {
    return DIAGNOSTIC.examine(Optional.of(new MeasuredAttacks("exact", exact, others)));
  }

  @Test
  void anAttackThatKnowsLessMustNotWin() {
    Finding finding = finding(survivors(12), Map.of("bpda", survivors(7)));
    assertEquals(Verdict.FAILS, finding.verdict());
    assertEquals(1 / 32.0, finding.figures().get("pValue: bpda"), 1e-12);
    assertTrue(finding.reason().contains("exact leaves 0.600"), finding.reason());
    assertTrue(finding.reason().contains("bpda, 0.350 of 20 images"), finding.reason());
  }

  @Test
  void aDifferenceWithinTheIntervalIsNone() {
    assertEquals(Verdict.HOLDS, finding(survivors(12), Map.of("bpda", survivors(8))).verdict());
    assertEquals(Verdict.HOLDS, finding(survivors(5), Map.of("bpda", survivors(15))).verdict());
  }

  /** One of many attacks is bound to look better. */
  @Test
  void severalAttacksShareTheErrorRate() {
    Map<String, ImageShares> two = Map.of("bpda", survivors(7), "square", survivors(12));
    assertEquals(Verdict.HOLDS, finding(survivors(12), two).verdict());
    Map<String, ImageShares> worse = Map.of("bpda", survivors(6), "square", survivors(12));
    assertEquals(Verdict.FAILS, finding(survivors(12), worse).verdict());
  }

  @Test
  void nothingToCompareIsNotExamined() {
    assertEquals(Verdict.NOT_EXAMINED, DIAGNOSTIC.examine(Optional.empty()).verdict());
    assertEquals(Verdict.NOT_EXAMINED, finding(survivors(3), Map.of()).verdict());
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new MeasuredAttacks(
                "exact",
                ImageShares.of(new double[3]),
                Map.of("bpda", ImageShares.of(new double[2]))));
  }

  /** What an attack left that was not made on the images that another had given up. */
  private static ImageShares without(ImageShares all, ImageShares givenUpBy) {
    boolean[] made = new boolean[20];
    for (int i = 0; i < 20; i++) {
      made[i] = givenUpBy.shares()[i] > 0;
    }
    return new ImageShares(all.shares(), made);
  }

  /** The exact attack gave up twelve; of the other eight, the second takes some. */
  @Test
  void imagesThatWereGivenUpCountForTheExactAttack() {
    ImageShares exact = survivors(8);
    assertEquals(
        Verdict.HOLDS,
        finding(exact, Map.of("bpda", without(survivors(4), exact))).verdict(),
        "a loss of four is none, whatever it would have left of the twelve");
    Finding five = finding(exact, Map.of("bpda", without(survivors(3), exact)));
    assertEquals(Verdict.NOT_EXAMINED, five.verdict(), five.reason());
    assertTrue(five.reason().contains("of 8 images"), five.reason());
    assertEquals(Verdict.FAILS, finding(exact, Map.of("bpda", survivors(3))).verdict());
    ImageShares few = survivors(18);
    assertEquals(
        Verdict.FAILS,
        finding(few, Map.of("bpda", without(survivors(3), few))).verdict(),
        "a masked gradient gives little up");
  }

  /** Where another attack gave images up first, nobody knows what the exact one would have left. */
  @Test
  void theExactAttackIsNotGivenWhatOthersBroke() {
    ImageShares square = survivors(10);
    Finding finding = finding(without(square, square), Map.of("square", square));
    assertEquals(Verdict.NOT_EXAMINED, finding.verdict(), finding.reason());
  }

  /** Images that neither was made on are lost without an attack. */
  @Test
  void imagesThatNobodyAttackedSayNothing() {
    ImageShares clean = survivors(10);
    Finding finding =
        finding(without(survivors(6), clean), Map.of("bpda", without(survivors(5), clean)));
    assertEquals(Verdict.HOLDS, finding.verdict(), finding.reason());
  }
}
