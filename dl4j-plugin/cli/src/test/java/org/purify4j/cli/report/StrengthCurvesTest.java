package org.purify4j.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.purify4j.cli.report.StrengthCurve.Point;
import org.purify4j.cli.report.StrengthCurve.Setting;
import org.purify4j.diagnose.DefenceFindings;
import org.purify4j.diagnose.Finding;
import org.purify4j.diagnose.Verdict;
import org.purify4j.evaluate.Proportion;

class StrengthCurvesTest {
  private static final Map<String, Double> CONDITIONS =
      Map.of("images", 16.0, "judgingDraws", 4.0, "eps", 8 / 255.0, "eot", 3.0);

  private static Finding finding(String name, Map<String, Double> figures) {
    Map<String, Double> all = new LinkedHashMap<>(CONDITIONS);
    all.putAll(figures);
    return new Finding(name, Verdict.HOLDS, "it does", all, "");
  }

  private static Finding budget() {
    return finding(
        "budget",
        Map.of(
            "clean", 1.0,
            "atTheBudget", 0.5,
            "atHalfTheRange", 0.0,
            "chance", 0.1,
            "largestEps", 0.5,
            "steps", 10.0));
  }

  private static Finding effort(int steps) {
    return finding(
        "effort",
        Map.of("accuracy", 0.25, "accuracyAtTwiceTheSteps", 0.125, "steps", (double) steps));
  }

  private static Finding notExamined(String name) {
    return new Finding(name, Verdict.NOT_EXAMINED, "it has no noise", Map.of(), "");
  }

  private static List<StrengthCurve> curves(DefenceFindings... found) {
    return StrengthCurves.of(List.of(found), "linf");
  }

  private static DefenceFindings bare() {
    return new DefenceFindings("undefended", 16, List.of(budget(), notExamined("eot"), effort(40)));
  }

  private static DefenceFindings robust() {
    Finding eot =
        finding("eot", Map.of("accuracy", 0.25, "accuracyAtTwiceTheDraws", 0.1875, "steps", 40.0));
    return new DefenceFindings("robust", 16, List.of(budget(), eot, effort(40)));
  }

  private static void assertPoints(StrengthCurve curve, int series, double[] at, double[] right) {
    List<Point> points = curve.series().get(series).points();
    assertEquals(at.length, points.size());
    for (int i = 0; i < at.length; i++) {
      assertEquals(at[i], points.get(i).at(), 1e-12);
      assertEquals(Proportion.of(right[i], 16), points.get(i).accuracy());
    }
  }

  @Test
  void accuracyAgainstBudgetDrawsAndSteps() {
    List<StrengthCurve> curves = curves(bare(), robust());
    assertEquals(
        List.of(Setting.BUDGET, Setting.DRAWS, Setting.STEPS),
        curves.stream().map(StrengthCurve::setting).toList());
    assertPoints(curves.get(0), 1, new double[] {0, 8 / 255.0, 0.5}, new double[] {16, 8, 0});
    assertPoints(curves.get(1), 0, new double[] {3, 6}, new double[] {4, 3});
    assertPoints(curves.get(2), 0, new double[] {0, 10, 40, 80}, new double[] {16, 8, 4, 2});
    assertEquals(0.1, curves.get(1).chance().orElseThrow());
  }

  /** Wilson's interval of 8 of 16 by his formula, with z = 1.959964. */
  @Test
  void intervalsAreOverImages() {
    Proportion half = curves(robust()).get(0).series().get(0).points().get(1).accuracy();
    double z = 1.959964;
    double half16 = z / (1 + z * z / 16) * Math.sqrt(0.25 / 16 + z * z / (4 * 16 * 16));
    assertEquals(0.5 - half16, half.low(), 1e-6);
    assertEquals(0.5 + half16, half.high(), 1e-6);
  }

  @Test
  void aDefenceKeepsItsColourWhereAnotherIsMissing() {
    StrengthCurve draws = curves(bare(), robust()).get(1);
    assertEquals("robust", draws.series().get(0).name());
    assertEquals(1, draws.series().get(0).number());
    assertTrue(draws.conditions().contains("Not examined: undefended"), draws.conditions());
  }

  @Test
  void noFigureStandsWithoutWhatItWasMeasuredUnder() {
    List<StrengthCurve> curves = curves(bare(), robust());
    assertTrue(
        curves.get(0).conditions().startsWith("PGD-10, EOT 3 where there is noise; n = 16 images"),
        curves.get(0).conditions());
    assertTrue(
        curves.get(1).conditions().startsWith("PGD-40, linf 8/255; n = 16 images, 4 draws of each"),
        curves.get(1).conditions());
    curves.forEach(curve -> assertTrue(curve.conditions().contains("95 % intervals (Wilson)")));
  }

  /** Ten steps are what the diagnostic of the budget makes too. */
  @Test
  void equalStepsAreOnePoint() {
    DefenceFindings found = new DefenceFindings("a", 16, List.of(budget(), effort(10)));
    assertPoints(curves(found).get(1), 0, new double[] {0, 10, 20}, new double[] {16, 4, 2});
  }

  /** A mean of shares, and its rounding errors. */
  @Test
  void sharesMayLieARoundingErrorBeyondOne() {
    Finding eot =
        finding(
            "eot", Map.of("accuracy", 1 + 1e-15, "accuracyAtTwiceTheDraws", -1e-16, "steps", 40.0));
    StrengthCurve draws = curves(new DefenceFindings("a", 16, List.of(eot))).get(0);
    assertPoints(draws, 0, new double[] {3, 6}, new double[] {16, 0});
  }

  @Test
  void whatWasNotExaminedHasNoCurve() {
    Finding few = new Finding("budget", Verdict.NOT_EXAMINED, "too few", Map.of("clean", 0.0), "");
    assertEquals(List.of(), curves(new DefenceFindings("a", 2, List.of(few, notExamined("eot")))));
  }

  @Test
  void budgetsAreMarkedAsTheyAreGiven() {
    StrengthCurve curve = curves(robust()).get(0);
    assertEquals("8", StrengthChart.label(curve, 8 / 255.0));
    assertEquals("127.5", StrengthChart.label(curve, 0.5));
    assertEquals("0", StrengthChart.label(curve, 0));
    assertEquals(
        "0.5", StrengthChart.label(StrengthCurves.of(List.of(robust()), "l2").get(0), 0.5));
    assertEquals(700, StrengthChart.draw(curve).getWidth());
  }
}
