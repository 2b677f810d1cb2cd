package org.purify4j.diagnose;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** Whether the attack averages its gradient over enough draws of the noise. */
final class EotDiagnostic implements Diagnostic {
  /** At this cosine the mean gradient is as long as the noise that is left of it. */
  private static final double LEAST_COSINE = 0.5;

  private static final String ADVICE =
      "The gradient is mostly noise, and an attack with more draws may leave less: raise --eot.";

  @Override
  public String name() {
    return "eot";
  }

  @Override
  public String claim() {
    return "the mean gradient has converged: two of them agree, and twice the draws change nothing";
  }

  @Override
  public DiagnosticCost cost(DiagnosticPlan plan) {
    long samples = plan.samples();
    return new DiagnosticCost(plan.draws(), 2 * samples + 2 * samples * plan.steps());
  }

  @Override
  public Finding examine(Subject subject) {
    if (!subject.randomised()) {
      return Finding.notExamined(this, "The answers do not depend on the draw.", Map.of());
    }
    int samples = subject.plan().samples();
    GradientRows one = GradientRows.of(subject.gradient(0, samples).rows());
    GradientRows other = GradientRows.of(subject.gradient(samples, samples).rows());
    double[] cosines =
        IntStream.range(0, subject.size())
            .filter(i -> !one.isZero(i) && !other.isZero(i))
            .mapToDouble(i -> one.cosine(other, i))
            .toArray();
    if (2 * cosines.length <= subject.size()) {
      return Finding.notExamined(this, "Most images have no gradient to average.", Map.of());
    }
    double cosine = Figures.median(cosines);
    double[] usual = subject.afterAttack();
    double[] twice =
        subject.accuracy(subject.attack(subject.plan().attack().withSamples(2 * samples), 0), 0);
    double stronger = SignTest.of(usual, twice).pValueOfLower();
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put("draws", (double) samples);
    figures.put("medianCosine", cosine);
    figures.put("accuracy", Figures.mean(usual));
    figures.put("accuracyAtTwiceTheDraws", Figures.mean(twice));
    figures.put("pValue", stronger);
    figures.putAll(subject.conditions());
    figures.put("steps", (double) subject.plan().steps());
    String reason =
        "The cosine between two independent gradients of "
            + samples
            + (samples == 1 ? " draw is " : " draws each is ")
            + Figures.text(cosine)
            + ", must be at least "
            + Figures.text(LEAST_COSINE)
            + "; accuracy is "
            + Figures.text(Figures.mean(usual))
            + ", and "
            + Figures.text(Figures.mean(twice))
            + " at twice the draws.";
    return cosine >= LEAST_COSINE && stronger >= SignTest.ERROR_RATE
        ? Finding.holds(this, reason, figures)
        : Finding.fails(this, reason, figures, ADVICE);
  }
}
