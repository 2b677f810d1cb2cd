package org.purify4j.diagnose;

import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.attack.AttackSettings;
import org.purify4j.diffusion.array.Rows;

/** Whether more steps or another start leave less. */
final class EffortDiagnostic implements Diagnostic {
  private static final String ADVICE =
      "The attack stops before it is done, and the accuracy is an upper bound: raise --steps, or take"
          + " the worst of several starts.";

  @Override
  public String name() {
    return "effort";
  }

  @Override
  public String claim() {
    return "more steps and restarts change nothing beyond the interval";
  }

  @Override
  public DiagnosticCost cost(DiagnosticPlan plan) {
    long attack = (long) plan.steps() * plan.samples();
    return new DiagnosticCost(4L * plan.draws(), 3 * attack);
  }

  @Override
  public Finding examine(Subject subject) {
    AttackSettings planned = subject.plan().attack();
    double[] usual = subject.afterAttack();
    double[] longer =
        subject.accuracy(subject.attack(planned.withSteps(2 * subject.plan().steps()), 0), 0);
    INDArray again = subject.attack(planned, 1);
    INDArray worse = worse(subject.attacked(), again, usual, subject.accuracy(again, 0));
    // chosen by some draws and judged by others: a lucky draw must not count
    double[] once = subject.accuracy(subject.attacked(), subject.draws());
    double[] restarted = subject.accuracy(worse, subject.draws());
    double ofSteps = SignTest.of(usual, longer).pValueOfLower();
    double ofRestarts = SignTest.of(once, restarted).pValueOfLower();
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("accuracy", Figures.mean(usual));
    figures.put("accuracyAtTwiceTheSteps", Figures.mean(longer));
    figures.put("pValueOfSteps", ofSteps);
    figures.put("accuracyWithoutRestart", Figures.mean(once));
    figures.put("accuracyWithRestart", Figures.mean(restarted));
    figures.put("pValueOfRestart", ofRestarts);
    figures.putAll(subject.conditions());
    figures.put("steps", (double) subject.plan().steps());
    String reason =
        "Accuracy is "
            + Figures.text(Figures.mean(usual))
            + " after "
            + subject.plan().steps()
            + " steps and "
            + Figures.text(Figures.mean(longer))
            + " after twice as many; "
            + Figures.text(Figures.mean(once))
            + " from one start and "
            + Figures.text(Figures.mean(restarted))
            + " from the worse of two.";
    return Math.min(ofSteps, ofRestarts) >= SignTest.ERROR_RATE / 2
        ? Finding.holds(this, reason, figures)
        : Finding.fails(this, reason, figures, ADVICE);
  }

  /** For each image the result of the attack that left less. */
  private static INDArray worse(INDArray one, INDArray other, double[] ofOne, double[] ofOther) {
    INDArray worse = one.dup('c');
    for (int i = 0; i < ofOne.length; i++) {
      if (ofOther[i] < ofOne[i]) {
        Rows.of(worse, i, i + 1).assign(Rows.of(other, i, i + 1));
      }
    }
    return worse;
  }
}
