package org.purify4j.cli.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.purify4j.attack.Norm;
import org.purify4j.cli.report.StrengthCurve.Point;
import org.purify4j.cli.report.StrengthCurve.Series;
import org.purify4j.cli.report.StrengthCurve.Setting;
import org.purify4j.diagnose.DefenceFindings;
import org.purify4j.diagnose.Finding;
import org.purify4j.evaluate.Proportion;
import org.purify4j.protocol.claim.Claim;

/**
 * Accuracy against budget, draws and steps of the attack, as the diagnostics {@code budget}, {@code
 * eot} and {@code effort} measured it.
 */
final class StrengthCurves {
  private static final String BUDGET = "budget";
  private static final String EOT = "eot";
  private static final String EFFORT = "effort";
  private static final double ROUNDING = 0x1p-40;

  private StrengthCurves() {}

  /** The curves of a claim; diagnostics attack in the first budget of a protocol. */
  static List<StrengthCurve> of(Claim claim) {
    Norm norm = claim.protocol().entries().get(0).norm();
    return of(claim.findings(), norm.name().toLowerCase(Locale.ROOT));
  }

  /**
   * The curves for which there is a figure of at least one defence.
   *
   * @param diagnostics what was found about each defence, under the same budget
   * @param norm of that budget, in lower case
   */
  static List<StrengthCurve> of(List<DefenceFindings> diagnostics, String norm) {
    return Stream.of(Setting.values())
        .map(setting -> curve(setting, diagnostics, norm))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<StrengthCurve> curve(
      Setting setting, List<DefenceFindings> diagnostics, String norm) {
    List<Series> series = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    Map<String, Measured> measured = new LinkedHashMap<>();
    for (int number = 0; number < diagnostics.size(); number++) {
      DefenceFindings found = diagnostics.get(number);
      List<Point> points = points(setting, found);
      if (points.isEmpty()) {
        missing.add(found.defence());
      } else {
        series.add(new Series(number, found.defence(), points));
        measured.put(found.defence(), Measured.of(found, diagnostic(setting)));
      }
    }
    if (series.isEmpty()) {
      return Optional.empty();
    }
    OptionalDouble chance =
        diagnostics.stream()
            .map(found -> Measured.of(found, BUDGET))
            .filter(of -> of.has("chance"))
            .mapToDouble(of -> of.figure("chance"))
            .findFirst();
    return Optional.of(
        new StrengthCurve(setting, norm, series, chance, words(setting, norm, measured, missing)));
  }

  private static String diagnostic(Setting setting) {
    return switch (setting) {
      case BUDGET -> BUDGET;
      case DRAWS -> EOT;
      case STEPS -> EFFORT;
    };
  }

  private static List<Point> points(Setting setting, DefenceFindings found) {
    Measured of = Measured.of(found, diagnostic(setting));
    TreeMap<Double, Proportion> points = new TreeMap<>();
    switch (setting) {
      case BUDGET -> {
        if (of.has("atHalfTheRange", "largestEps")) {
          points.put(0.0, of.accuracy("clean"));
          points.put(of.figure("eps"), of.accuracy("atTheBudget"));
          points.put(of.figure("largestEps"), of.accuracy("atHalfTheRange"));
        }
      }
      case DRAWS -> {
        if (of.has("images")) {
          points.put(of.figure("eot"), of.accuracy("accuracy"));
          points.put(2 * of.figure("eot"), of.accuracy("accuracyAtTwiceTheDraws"));
        }
      }
      case STEPS -> {
        if (of.has("images")) {
          Measured budget = Measured.of(found, BUDGET);
          if (budget.has("atTheBudget", "steps")) {
            points.put(0.0, budget.accuracy("clean"));
            points.put(budget.figure("steps"), budget.accuracy("atTheBudget"));
          }
          points.put(of.figure("steps"), of.accuracy("accuracy"));
          points.put(2 * of.figure("steps"), of.accuracy("accuracyAtTwiceTheSteps"));
        }
      }
    }
    return points.entrySet().stream()
        .map(point -> new Point(point.getKey(), point.getValue()))
        .toList();
  }

  private static String words(
      Setting setting, String norm, Map<String, Measured> measured, List<String> missing) {
    Measured first = measured.values().iterator().next();
    List<String> attack = new ArrayList<>();
    attack.add(setting == Setting.STEPS ? "PGD" : "PGD-" + Math.round(first.figure("steps")));
    if (setting != Setting.BUDGET) {
      attack.add(BudgetWords.of(norm, first.figure("eps")));
    }
    if (setting != Setting.DRAWS) {
      attack.add("EOT " + Math.round(first.figure("eot")) + " where there is noise");
    }
    int images = (int) Math.round(first.figure("images"));
    String zero =
        switch (setting) {
          case BUDGET ->
              " At 0 the images are as they are; the largest budget reaches from any image to a"
                  + " grey one.";
          case STEPS -> " At 0 the images are as they are.";
          case DRAWS -> "";
        };
    String without = missing.isEmpty() ? "" : " Not examined: " + String.join(", ", missing) + ".";
    return String.join(", ", attack)
        + "; n = "
        + images
        + (images == 1 ? " image, " : " images, ")
        + draws(measured)
        + ". Vertical lines are 95 % intervals (Wilson) over images; the lines between points only"
        + " guide the eye."
        + zero
        + without;
  }

  /** By how many draws each image is judged, for all defences or for each. */
  private static String draws(Map<String, Measured> measured) {
    Map<Long, List<String>> names = new TreeMap<>();
    measured.forEach(
        (name, of) ->
            names
                .computeIfAbsent(Math.round(of.figure("judgingDraws")), count -> new ArrayList<>())
                .add(name));
    return names.entrySet().stream()
        .map(
            of ->
                (of.getKey() == 1 ? "1 draw" : of.getKey() + " draws")
                    + " of each"
                    + (names.size() == 1 ? "" : " for " + String.join(", ", of.getValue())))
        .collect(Collectors.joining(", "));
  }

  /** The figures of one finding; none where it was not examined. */
  private record Measured(Map<String, Double> figures) {
    static Measured of(DefenceFindings found, String diagnostic) {
      return new Measured(
          found.findings().stream()
              .filter(finding -> finding.name().equals(diagnostic))
              .findFirst()
              .map(Finding::figures)
              .orElse(Map.of()));
    }

    boolean has(String... names) {
      return Stream.of(names).allMatch(figures::containsKey);
    }

    double figure(String name) {
      Double value = figures.get(name);
      if (value == null) {
        throw new IllegalArgumentException(name + ": got none, must be among " + figures.keySet());
      }
      return value;
    }

    Proportion accuracy(String name) {
      int images = (int) Math.round(figure("images"));
      // a mean of shares may lie a rounding error beyond 0 or 1; 0 is added since -0 is not 0
      double share = Math.rint(figure(name) / ROUNDING) * ROUNDING + 0.0;
      return Proportion.of(share * images, images);
    }
  }
}
