package org.purify4j.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import org.purify4j.attack.Attack;
import org.purify4j.attack.AttackedImages;
import org.purify4j.data.LabelledImages;
import org.purify4j.defence.Defence;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.noise.Draw;

/**
 * Measures an {@link AccuracyCurve}: the bare classifier is attacked once with each budget, and the
 * result is classified by it and by each defence, in one draw. Not thread-safe; victim and defences
 * stay the caller's.
 */
public final class CurveEvaluation {
  private static final int LEVELS = 255;

  private final Classifier victim;
  private final List<Defence> defences;
  private final DoubleFunction<Attack> attacks;
  private final int batchSize;
  private final EvaluationProgress progress;

  /**
   * @param victim the classifier
   * @param defences the defences to measure besides the bare classifier
   * @param attacks the attack of each budget above 0, in pixel units
   * @param batchSize images worked on at once, at least 1; no accuracy depends on it
   * @param progress told how far the work has come
   */
  public CurveEvaluation(
      Classifier victim,
      List<Defence> defences,
      DoubleFunction<Attack> attacks,
      int batchSize,
      EvaluationProgress progress) {
    this.victim = victim;
    this.defences = List.copyOf(defences);
    this.attacks = attacks;
    this.batchSize = batchSize;
    this.progress = progress;
  }

  /**
   * Measures the curve.
   *
   * @param data the images
   * @param budgets in pixel units, ascending; 0 means no attack
   */
  public AccuracyCurve run(LabelledImages data, List<Double> budgets) {
    Map<String, List<Proportion>> accuracies = new LinkedHashMap<>();
    List<Long> withZeroGradients = new ArrayList<>();
    for (int i = 0; i < budgets.size(); i++) {
      String doing = String.format(Locale.ROOT, "budget %.0f/255", budgets.get(i) * LEVELS);
      int step = i;
      EvaluationProgress part =
          (done, total, what) ->
              progress.advanced(step * total + done, budgets.size() * total, doing + ", " + what);
      AttackedImages attacked = attacked(data, budgets.get(i));
      withZeroGradients.add(attacked.withZeroGradients());
      EvaluationResult result =
          new Evaluation(victim, defences, plan(), part)
              .run(new LabelledImages(attacked.images(), data.labels(), data.ids()));
      for (DefenceResult defence : result.defences()) {
        Predictions answers = defence.predictions(Scenario.CLEAN);
        accuracies
            .computeIfAbsent(defence.name(), name -> new ArrayList<>())
            .add(answers.accuracy(result.labels()).mean());
      }
    }
    return new AccuracyCurve(budgets, accuracies, withZeroGradients);
  }

  /** The attack is made beforehand, so to the evaluation these are images like any other. */
  private EvaluationPlan plan() {
    return new EvaluationPlan(Threat.NONE, Attack.none(), 1, batchSize, 0);
  }

  private AttackedImages attacked(LabelledImages data, double budget) {
    Attack attack = budget == 0 ? Attack.none() : attacks.apply(budget);
    NoisyClassifier target = NoisyClassifier.of(victim);
    return attack.attack(target, data.images(), data.labels(), Draw.of(data.ids()));
  }
}
