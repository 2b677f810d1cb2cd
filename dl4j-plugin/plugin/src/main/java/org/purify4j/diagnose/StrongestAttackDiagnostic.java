package org.purify4j.diagnose;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Whether an attack that knows less leaves less than the one with the exact gradient. */
public final class StrongestAttackDiagnostic implements Diagnostic {
  private static final String ADVICE =
      "The exact gradient is masked or wrong, for an attack with less knowledge cannot be better;"
          + " the lower figure is nearer to the truth.";

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
   * Compares attacks image by image, by exact sign tests at a common error rate (Bonferroni).
   *
   * @param measured what the attacks left; empty where only one was made
   */
  public Finding examine(Optional<MeasuredAttacks> measured) {
    if (measured.isEmpty() || measured.get().others().isEmpty()) {
      return Finding.notExamined(this, "There is no other attack to compare with.", Map.of());
    }
    MeasuredAttacks attacks = measured.get();
    String strongest = "";
    double ofStrongest = 1;
    double least = Double.POSITIVE_INFINITY;
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("accuracy: " + attacks.claimed(), Figures.mean(attacks.accuracy()));
    for (Map.Entry<String, double[]> other : attacks.others().entrySet()) {
      double pValue = SignTest.of(attacks.accuracy(), other.getValue()).pValueOfLower();
      double left = Figures.mean(other.getValue());
      figures.put("accuracy: " + other.getKey(), left);
      figures.put("pValue: " + other.getKey(), pValue);
      if (pValue < least) {
        least = pValue;
        strongest = other.getKey();
        ofStrongest = left;
      }
    }
    String reason =
        "Of "
            + attacks.accuracy().length
            + " images "
            + attacks.claimed()
            + " leaves "
            + Figures.text(Figures.mean(attacks.accuracy()))
            + ", and the other attack that comes nearest to beating it, "
            + strongest
            + ", "
            + Figures.text(ofStrongest)
            + ".";
    return least >= SignTest.ERROR_RATE / attacks.others().size()
        ? Finding.holds(this, reason, figures)
        : Finding.fails(this, reason, figures, ADVICE);
  }
}
