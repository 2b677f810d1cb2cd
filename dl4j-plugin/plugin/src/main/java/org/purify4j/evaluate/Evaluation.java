package org.purify4j.evaluate;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.attack.Target;
import org.purify4j.data.LabeledImages;
import org.purify4j.defence.Defence;
import org.purify4j.defence.Undefended;
import org.purify4j.diffusion.array.Rows;
import org.purify4j.diffusion.classifier.Answer;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.noise.Draw;

/**
 * Measures a classifier bare and behind defences, on clean and attacked images.
 *
 * <p>The blind attack sees the bare classifier and is made once for all defences; the adaptive one
 * is made anew through each. A randomised defence answers every image in several fresh draws, which
 * the attack has not seen. Not thread-safe; victim and defences stay the caller's.
 */
public final class Evaluation {
  private final Classifier victim;
  private final List<Defence> defenses;
  private final EvaluationPlan plan;
  private final EvaluationProgress progress;

  /**
   * @param victim the classifier
   * @param defenses what may stand in front of it; the bare classifier is measured in any case
   * @param plan how
   * @param progress is told how far it has come
   */
  public Evaluation(
      Classifier victim, List<Defence> defenses, EvaluationPlan plan, EvaluationProgress progress) {
    this.victim = victim;
    this.defenses = List.copyOf(defenses);
    this.plan = plan;
    this.progress = progress;
  }

  /**
   * Runs it.
   *
   * @throws IllegalArgumentException if a label is no class of the victim
   */
  public EvaluationResult run(LabeledImages data) {
    data.requireClasses(victim.classes());
    Undefended bare = new Undefended(victim);
    List<Measurement> rows = new ArrayList<>();
    rows.add(new Measurement(bare, plan.draws()));
    defenses.forEach(defense -> rows.add(new Measurement(defense, plan.draws())));
    Work work = new Work(data.size() * unitsPerImage(rows));
    for (int from = 0; from < data.size(); from += plan.batchSize()) {
      int to = Math.min(data.size(), from + plan.batchSize());
      batch(data.slice(from, to), rows, Math.max(0, plan.examples() - from), work);
    }
    if (plan.threat() == Threat.ADAPTIVE) {
      rows.get(0).same(Scenario.BLIND, Scenario.ADAPTIVE);
    }
    return new EvaluationResult(
        data.labels(), data.ids(), rows.stream().map(Measurement::result).toList());
  }

  private void batch(LabeledImages batch, List<Measurement> rows, int examples, Work work) {
    Measurement bare = rows.get(0);
    INDArray blind = plan.threat() == Threat.NONE ? batch.images() : attack(batch, bare, work);
    int[] classesOfClean = new int[0];
    for (Measurement row : rows) {
      Answer clean = ask(row, Scenario.CLEAN, batch.images(), batch, work);
      if (row == bare) {
        classesOfClean = Prediction.classes(clean.logits());
      }
      INDArray attacked = blind;
      Answer answer = clean;
      if (plan.threat() != Threat.NONE) {
        answer = ask(row, Scenario.BLIND, blind, batch, work);
      }
      if (plan.threat() == Threat.ADAPTIVE && row != bare) {
        attacked = attack(batch, row, work);
        answer = ask(row, Scenario.ADAPTIVE, attacked, batch, work);
      }
      int shown = Math.min(examples, batch.size());
      if (shown > 0) {
        row.examples().addAll(examples(batch, shown, classesOfClean, attacked, answer));
      }
    }
  }

  private INDArray attack(LabeledImages batch, Measurement row, Work work) {
    String doing = "attacking " + row.defense().name();
    work.doing(doing);
    WatchedTarget target =
        new WatchedTarget(
            Target.of(row.defense().target()), queries -> work.doing(doing + ", query " + queries));
    long start = System.nanoTime();
    INDArray attacked =
        plan.attack().perturb(target, batch.images(), batch.labels(), Draw.of(batch.ids()));
    row.attacked(batch.size(), System.nanoTime() - start);
    work.done(batch.size());
    return attacked;
  }

  /** The answer of the first draw. */
  private Answer ask(
      Measurement row, Scenario scenario, INDArray images, LabeledImages batch, Work work) {
    work.doing(row.defense().name() + ", " + scenario.title());
    Draw draw = Draw.of(batch.ids());
    Answer first = row.ask(scenario, images, draw);
    work.done(batch.size());
    for (int d = 1; d < row.draws(); d++) {
      row.ask(scenario, images, draw.withIndex(d));
      work.done(batch.size());
    }
    return first;
  }

  private List<Example> examples(
      LabeledImages batch, int count, int[] classesOfClean, INDArray attacked, Answer answer) {
    int[] classesOfAttacked = Prediction.classes(victim.logits(attacked));
    int[] classesOfShown = Prediction.classes(answer.logits());
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      examples.add(
          new Example(
              batch.ids()[i],
              batch.labels()[i],
              row(batch.images(), i),
              row(attacked, i),
              row(answer.shown(), i),
              classesOfClean[i],
              classesOfAttacked[i],
              classesOfShown[i]));
    }
    return examples;
  }

  private static INDArray row(INDArray images, int index) {
    return Rows.of(images, index, index + 1).dup('c');
  }

  private long unitsPerImage(List<Measurement> rows) {
    long units = plan.threat() == Threat.NONE ? 0 : 1;
    for (Measurement row : rows) {
      boolean adaptive = plan.threat() == Threat.ADAPTIVE && row != rows.get(0);
      int scenarios = plan.threat() == Threat.NONE ? 1 : 2;
      units += adaptive ? 1 + 3L * row.draws() : (long) scenarios * row.draws();
    }
    return units;
  }

  /** How much is done, and what is being done. */
  private final class Work {
    private final long total;
    private long done;
    private String doing = "";

    Work(long total) {
      this.total = total;
    }

    void doing(String what) {
      doing = what;
      progress.advanced(done, total, doing);
    }

    void done(int units) {
      done += units;
      progress.advanced(done, total, doing);
    }
  }
}
