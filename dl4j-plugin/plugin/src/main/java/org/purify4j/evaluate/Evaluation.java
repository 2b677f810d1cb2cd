package org.purify4j.evaluate;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.attack.AttackedImages;
import org.purify4j.data.LabelledImages;
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
 * is made separately through each. A randomised defence answers every image in several fresh draws,
 * which the attack has not seen. Not thread-safe; victim and defences stay the caller's.
 */
public final class Evaluation {
  private final Classifier victim;
  private final List<Defence> defences;
  private final EvaluationPlan plan;
  private final EvaluationProgress progress;

  /**
   * @param victim the classifier
   * @param defences the defences in front of it; the bare classifier is always measured too
   * @param plan how they are measured
   * @param progress told how far the work has come
   */
  public Evaluation(
      Classifier victim, List<Defence> defences, EvaluationPlan plan, EvaluationProgress progress) {
    this.victim = victim;
    this.defences = List.copyOf(defences);
    this.plan = plan;
    this.progress = progress;
  }

  /**
   * Runs the evaluation.
   *
   * @throws IllegalArgumentException if the victim does not have the class of a label
   */
  public EvaluationResult run(LabelledImages data) {
    data.requireClasses(victim.classes());
    Undefended bare = new Undefended(victim);
    List<Measurement> rows = new ArrayList<>();
    rows.add(new Measurement(bare, plan.draws()));
    defences.forEach(defence -> rows.add(new Measurement(defence, plan.draws())));
    Work work = new Work(data.size() * unitsPerImage(rows));
    for (int from = 0; from < data.size(); from += plan.batchSize()) {
      int to = Math.min(data.size(), from + plan.batchSize());
      batch(data.slice(from, to), rows, Math.max(0, plan.examples() - from), work);
    }
    if (plan.threat().includes(Scenario.ADAPTIVE)) {
      rows.get(0).same(Scenario.BLIND, Scenario.ADAPTIVE);
    }
    return new EvaluationResult(
        data.labels(), data.ids(), rows.stream().map(Measurement::result).toList());
  }

  private void batch(LabelledImages batch, List<Measurement> rows, int examples, Work work) {
    Measurement bare = rows.get(0);
    INDArray blind =
        plan.threat().includes(Scenario.BLIND)
            ? attack(Scenario.BLIND, batch, bare, work)
            : batch.images();
    int[] classesOfClean = new int[0];
    for (Measurement row : rows) {
      INDArray images = batch.images();
      Answer answer = ask(row, Scenario.CLEAN, images, batch, work);
      if (row == bare) {
        classesOfClean = PredictedClasses.of(answer.logits());
      }
      for (Scenario scenario : attacks(row, bare)) {
        images = scenario == Scenario.BLIND ? blind : attack(scenario, batch, row, work);
        answer = ask(row, scenario, images, batch, work);
      }
      int shown = Math.min(examples, batch.size());
      if (shown > 0) {
        row.examples().addAll(examples(batch, shown, classesOfClean, images, answer));
      }
    }
  }

  /**
   * The scenarios with an attack in which a row is measured. For the bare classifier, the adaptive
   * attack is the blind one.
   */
  private List<Scenario> attacks(Measurement row, Measurement bare) {
    return plan.threat().scenarios().stream()
        .filter(scenario -> scenario != Scenario.CLEAN)
        .filter(scenario -> scenario != Scenario.ADAPTIVE || row != bare)
        .toList();
  }

  private INDArray attack(Scenario scenario, LabelledImages batch, Measurement row, Work work) {
    String doing = "attacking " + row.defence().name();
    work.doing(doing);
    WatchedClassifier target =
        new WatchedClassifier(
            row.defence().target(), queries -> work.doing(doing + ", query " + queries));
    long start = System.nanoTime();
    AttackedImages attacked =
        plan.attack().attack(target, batch.images(), batch.labels(), Draw.of(batch.ids()));
    row.attacked(scenario, attacked, System.nanoTime() - start);
    work.done(batch.size());
    return attacked.images();
  }

  /** The answer of the first draw. */
  private Answer ask(
      Measurement row, Scenario scenario, INDArray images, LabelledImages batch, Work work) {
    work.doing(row.defence().name() + ", " + scenario.title());
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
      LabelledImages batch, int count, int[] classesOfClean, INDArray attacked, Answer answer) {
    int[] classesOfAttacked = PredictedClasses.of(victim.logits(attacked));
    int[] classesOfShown = PredictedClasses.of(answer.logits());
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

  /** Attacks and answers for each image; the blind attack is made once, on the first row. */
  private long unitsPerImage(List<Measurement> rows) {
    long units = plan.threat().includes(Scenario.BLIND) ? 1 : 0;
    for (Measurement row : rows) {
      List<Scenario> attacks = attacks(row, rows.get(0));
      units += (1L + attacks.size()) * row.draws();
      units += attacks.contains(Scenario.ADAPTIVE) ? 1 : 0;
    }
    return units;
  }

  /** How much work is done, and what is being done now. */
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
