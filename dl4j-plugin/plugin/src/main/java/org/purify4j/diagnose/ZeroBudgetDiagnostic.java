package org.purify4j.diagnose;

import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.attack.AttackSettings;
import org.purify4j.attack.Budget;

/** Whether an attack that may change nothing changes nothing. */
final class ZeroBudgetDiagnostic implements Diagnostic {
  /** The smallest budget that pixels in float32 can hold, as {@link Budget} has it. */
  private static final double EPSILON = 1e-6;

  /** Half the spacing of float32 numbers near 1, for the sum of image and perturbation. */
  private static final double ROUNDING = Math.ulp(1f) / 2.0;

  private static final int STEPS = 2;
  private static final double TOLERANCE = 1e-2;
  private static final String ADVICE =
      "Images are changed on the way besides the perturbation, the budget is not kept, or the answer"
          + " is not a function of image and draw.";

  @Override
  public String name() {
    return "zero-budget";
  }

  @Override
  public String claim() {
    return "at a budget of 0 the answers are the clean ones";
  }

  @Override
  public DiagnosticCost cost(DiagnosticPlan plan) {
    return new DiagnosticCost(2L * plan.draws(), STEPS);
  }

  @Override
  public Finding examine(Subject subject) {
    AttackSettings planned = subject.plan().attack();
    AttackSettings least =
        AttackSettings.of(new Budget(planned.budget().norm(), EPSILON))
            .withSteps(STEPS)
            .withSeed(planned.seed())
            .withBatchSize(planned.batchSize());
    INDArray attacked = subject.attack(least, 0);
    double moved = attacked.sub(subject.images()).amaxNumber().doubleValue();
    double difference = 0;
    int changed = 0;
    for (int d = 0; d < subject.draws(); d++) {
      double[] differences =
          subject.answer(subject.images(), d).differences(subject.answer(attacked, d));
      difference = Math.max(difference, Figures.largest(differences));
      for (double ofImage : differences) {
        changed += ofImage > TOLERANCE ? 1 : 0;
      }
    }
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("largestMove", moved);
    figures.put("largestChangeOfAnswers", difference);
    figures.put("answersChanged", (double) changed);
    String reason =
        "A budget of "
            + Figures.text(EPSILON)
            + " moved pixels by up to "
            + Figures.text(moved)
            + " and answers by up to "
            + Figures.text(difference)
            + " of the range of the logits.";
    return moved <= EPSILON + ROUNDING && changed == 0
        ? Finding.holds(this, reason, figures)
        : Finding.fails(this, reason, figures, ADVICE);
  }
}
