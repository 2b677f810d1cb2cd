package org.purify4j.evaluate;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.defence.Defence;
import org.purify4j.diffusion.classifier.Answer;
import org.purify4j.diffusion.noise.Draw;

/** One defence being measured: asks it, and keeps the answers, the time and the passes. */
final class Measurement {
  private static final double NANOS = 1e9;

  private final Defence defense;
  private final int draws;
  private final Map<Scenario, List<int[]>> classes = new EnumMap<>(Scenario.class);
  private final List<Example> examples = new ArrayList<>();
  private long answers;
  private long answerNanos;
  private long imagePasses;
  private long attacks;
  private long attackNanos;

  Measurement(Defence defense, int draws) {
    this.defense = defense;
    this.draws = defense.randomness() == Defence.Randomness.RANDOMISED ? draws : 1;
  }

  Defence defense() {
    return defense;
  }

  int draws() {
    return draws;
  }

  List<Example> examples() {
    return examples;
  }

  /** Asks about a batch once; the answers of one scenario's draws come in order. */
  Answer ask(Scenario scenario, INDArray images, Draw draw) {
    int n = (int) images.size(0);
    long passesBefore = defense.imagePasses();
    long start = System.nanoTime();
    Answer answer = defense.classifier().answer(images, draw);
    answerNanos += System.nanoTime() - start;
    imagePasses += defense.imagePasses() - passesBefore;
    answers += n;
    int[] predicted = Prediction.classes(answer.logits());
    List<int[]> known = classes.computeIfAbsent(scenario, s -> new ArrayList<>());
    int first = draw.index() == 0 ? known.size() : known.size() - n;
    for (int i = 0; i < n; i++) {
      if (draw.index() == 0) {
        known.add(new int[draws]);
      }
      known.get(first + i)[(int) draw.index()] = predicted[i];
    }
    return answer;
  }

  void attacked(int images, long nanos) {
    attacks += images;
    attackNanos += nanos;
  }

  /** The answers of one scenario count for another, too: the two are the same. */
  void same(Scenario known, Scenario other) {
    classes.put(other, classes.get(known));
  }

  DefenceResult result() {
    Map<Scenario, Predictions> predictions = new EnumMap<>(Scenario.class);
    classes.forEach((s, rows) -> predictions.put(s, new Predictions(rows.toArray(int[][]::new))));
    return new DefenceResult(
        defense.name(),
        defense.settings(),
        predictions,
        answerNanos / NANOS / answers,
        imagePasses / (double) answers,
        attacks == 0 ? 0 : attackNanos / NANOS / attacks,
        examples);
  }
}
