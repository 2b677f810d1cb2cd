package org.purify4j.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.attack.Attack;
import org.purify4j.attack.Target;
import org.purify4j.data.LabeledImages;
import org.purify4j.defence.Defence;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.noise.Draw;

/**
 * Measures an {@link AccuracyCurve}: the bare classifier is attacked once with each budget, and it
 * and the defences answer what comes of it, in one draw. Not thread-safe; victim and defences stay
 * the caller's.
 */
public final class CurveEvaluation {
  private static final int LEVELS = 255;

  private final Classifier victim;
  private final List<Defence> defenses;
  private final DoubleFunction<Attack> attack;
  private final int batchSize;
  private final EvaluationProgress progress;

  /**
   * @param victim the classifier
   * @param defenses what may stand in front of it
   * @param attack the attack of a budget above 0
   * @param batchSize images worked on at once, at least 1; no accuracy depends on it
   * @param progress is told how far it has come
   */
  public CurveEvaluation(
      Classifier victim,
      List<Defence> defenses,
      DoubleFunction<Attack> attack,
      int batchSize,
      EvaluationProgress progress) {
    this.victim = victim;
    this.defenses = List.copyOf(defenses);
    this.attack = attack;
    this.batchSize = batchSize;
    this.progress = progress;
  }

  /**
   * Runs it.
   *
   * @param data the images
   * @param budgets in pixel units, rising; 0 is no attack
   */
  public AccuracyCurve run(LabeledImages data, List<Double> budgets) {
    Map<String, List<Proportion>> accuracies = new LinkedHashMap<>();
    for (int i = 0; i < budgets.size(); i++) {
      String doing = String.format(Locale.ROOT, "budget %.0f/255", budgets.get(i) * LEVELS);
      int step = i;
      EvaluationProgress part =
          (done, total, what) ->
              progress.advanced(step * total + done, budgets.size() * total, doing + ", " + what);
      EvaluationResult result =
          new Evaluation(victim, defenses, plan(), part).run(attacked(data, budgets.get(i)));
      for (DefenceResult defense : result.defenses()) {
        Predictions answers = defense.predictions().get(Scenario.CLEAN);
        accuracies
            .computeIfAbsent(defense.name(), name -> new ArrayList<>())
            .add(answers.accuracy(result.labels()).mean());
      }
    }
    return new AccuracyCurve(budgets, accuracies);
  }

  /** The attack is made beforehand, so to the evaluation these are images like any. */
  private EvaluationPlan plan() {
    Attack nothing = (target, images, labels, draw) -> images.dup('c');
    return new EvaluationPlan(Threat.NONE, nothing, 1, batchSize, 0);
  }

  private LabeledImages attacked(LabeledImages data, double budget) {
    if (budget == 0) {
      return data;
    }
    INDArray images =
        attack
            .apply(budget)
            .perturb(Target.of(victim), data.images(), data.labels(), Draw.of(data.ids()));
    return new LabeledImages(images, data.labels(), data.ids());
  }
}
