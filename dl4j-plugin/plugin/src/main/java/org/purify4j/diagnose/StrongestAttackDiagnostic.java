package org.purify4j.diagnose;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Whether an attack that knows less leaves less than the one with the exact gradient. */
public final class StrongestAttackDiagnostic implements Diagnostic {
  private static final String ADVICE =
      "The exact gradient is masked or wrong, for an attack with less knowledge cannot be better;"
          + " the lower figure is nearer to the truth.";

  private static final String UNDECIDED =
      " Too many images had been given up for the comparison to be decided: put the attack with the"
          + " exact gradient first, or have all attacks made on all images.";

  @Override
  public String name() {
    return "strongest-attack";
  }

  @Override
  public String claim() {
    return "no blind, BPDA, surrogate, transfer or black-box attack beats the exact one";
  }

  /** None: it compares what was measured. */
  @Override
  public DiagnosticCost cost(DiagnosticPlan plan) {
    return DiagnosticCost.NONE;
  }

  @Override
  public Finding examine(Subject subject) {
    return examine(subject.measured());
  }

  /**
   * Compares attacks image by image, by exact sign tests at a common error rate (Bonferroni). An
   * attack that was not made on images which were given up before might have left anything of them:
   * a verdict holds whatever it would have left.
   *
   * @param measured what the attacks left; empty where only one was made
   */
  public Finding examine(Optional<MeasuredAttacks> measured) {
    if (measured.isEmpty() || measured.get().others().isEmpty()) {
      return Finding.notExamined(this, "There is no other attack to compare with.", Map.of());
    }
    MeasuredAttacks attacks = measured.get();
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("accuracy: " + attacks.claimed(), attacks.accuracy().mean());
    String strongest = "";
    double least = Double.POSITIVE_INFINITY;
    double leastPossible = Double.POSITIVE_INFINITY;
    for (Map.Entry<String, ImageShares> other : attacks.others().entrySet()) {
      PairedShares pairs = PairedShares.of(attacks.accuracy(), other.getValue());
      double pValue = pairs.largestPValue();
      figures.put("accuracy: " + other.getKey(), other.getValue().mean());
      figures.put("pValue: " + other.getKey(), pValue);
      leastPossible = Math.min(leastPossible, pairs.smallestPValue());
      if (pValue < least) {
        least = pValue;
        strongest = other.getKey();
      }
    }
    double rate = SignTest.ERROR_RATE / attacks.others().size();
    String reason = reason(attacks, strongest);
    if (least < rate) {
      return Finding.fails(this, reason, figures, ADVICE);
    }
    return leastPossible < rate
        ? Finding.notExamined(this, reason + UNDECIDED, figures)
        : Finding.holds(this, reason, figures);
  }

  private static String reason(MeasuredAttacks attacks, String strongest) {
    return attacks.claimed()
        + " leaves "
        + left(attacks.accuracy())
        + ", and the other attack that comes nearest to beating it, "
        + strongest
        + ", "
        + left(attacks.others().getOrDefault(strongest, attacks.accuracy()))
        + ".";
  }

  private static String left(ImageShares shares) {
    return Figures.text(shares.mean()) + " of " + shares.countMade() + " images";
  }
}
