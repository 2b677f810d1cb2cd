package org.purify4j.diagnose;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.attack.AttackSettings;
import org.purify4j.attack.Budget;
import org.purify4j.attack.Norm;

/**
 * Whether accuracy falls as the budget grows, down to chance where the budget reaches from any
 * image to a grey one.
 */
final class BudgetDiagnostic implements Diagnostic {
  private static final int STEPS = 10;
  private static final int FEWEST_RIGHT = 5;
  private static final String ADVICE =
      "The attack is lost on the way although every image is within its reach: the gradient is"
          + " masked, or leads the attack astray.";

  @Override
  public String name() {
    return "budget";
  }

  @Override
  public String claim() {
    return "accuracy falls as the budget grows, and is at chance where it reaches a grey image";
  }

  @Override
  public DiagnosticCost cost(DiagnosticPlan plan) {
    int attacks = plan.steps() == STEPS ? 1 : 2;
    return new DiagnosticCost(
        (long) attacks * plan.draws(), (long) attacks * STEPS * plan.samples());
  }

  @Override
  public Finding examine(Subject subject) {
    double[] clean = subject.clean();
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("clean", Figures.mean(clean));
    if (right(clean) < FEWEST_RIGHT) {
      return Finding.notExamined(
          this,
          "Only "
              + right(clean)
              + " of "
              + clean.length
              + " images are classified correctly without an attack, must be "
              + FEWEST_RIGHT
              + " or more to see them fall.",
          figures);
    }
    Budget planned = subject.plan().attack().budget();
    double[] usual =
        subject.plan().steps() == STEPS ? subject.afterAttack() : attacked(subject, planned);
    double[] whole = attacked(subject, planned.withEpsilon(halfway(planned.norm(), subject)));
    figures.put("atTheBudget", Figures.mean(usual));
    figures.put("atHalfTheRange", Figures.mean(whole));
    double chance = 1.0 / subject.deployed().classes();
    figures.put("chance", chance);
    double aboveChance =
        BinomialDistribution.of(whole.length, chance).survivalProbability(right(whole) - 1);
    double rising =
        Math.min(
            SignTest.of(clean, usual).pValueOfHigher(), SignTest.of(usual, whole).pValueOfHigher());
    figures.put("pValueOfChance", aboveChance);
    figures.put("pValueOfRising", rising);
    figures.putAll(subject.conditions());
    figures.put("largestEps", halfway(planned.norm(), subject));
    figures.put("steps", (double) STEPS);
    String reason =
        "Accuracy on "
            + whole.length
            + " images is "
            + Figures.text(Figures.mean(clean))
            + " clean, "
            + Figures.text(Figures.mean(usual))
            + " at the budget and "
            + Figures.text(Figures.mean(whole))
            + " at the largest one, where chance is "
            + Figures.text(chance)
            + ".";
    return aboveChance >= SignTest.ERROR_RATE && rising >= SignTest.ERROR_RATE / 2
        ? Finding.holds(this, reason, figures)
        : Finding.fails(this, reason, figures, ADVICE);
  }

  private static double[] attacked(Subject subject, Budget budget) {
    AttackSettings planned = subject.plan().attack();
    INDArray attacked =
        subject.attack(
            AttackSettings.of(budget)
                .withSteps(STEPS)
                .withSamples(planned.samples())
                .withSeed(planned.seed())
                .withBatchSize(planned.batchSize()),
            0);
    return subject.accuracy(attacked, 0);
  }

  /** The distance from any image to a grey one: half the range of pixels in L∞. */
  private static double halfway(Norm norm, Subject subject) {
    double pixels = subject.images().length() / (double) subject.size();
    return norm == Norm.LINF ? 0.5 : 0.5 * Math.sqrt(pixels);
  }

  /** Images that are right in most draws. */
  private static int right(double[] accuracy) {
    return (int) Arrays.stream(accuracy).filter(share -> share > 0.5).count();
  }
}
