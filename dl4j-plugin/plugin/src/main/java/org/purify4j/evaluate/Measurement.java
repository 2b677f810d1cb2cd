package org.purify4j.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.attack.AttackedImages;
import org.purify4j.defence.Defence;
import org.purify4j.diffusion.classifier.Answer;
import org.purify4j.diffusion.noise.Draw;

/** One defence while it is measured: queries it, and keeps its answers, time and network passes. */
final class Measurement {
  private static final double NANOS = 1e9;

  private final Defence defence;
  private final int draws;
  private final Map<Scenario, List<int[]>> classes = new EnumMap<>(Scenario.class);
  private final List<Example> examples = new ArrayList<>();
  private final Map<Scenario, List<Integer>> zeroGradients = new EnumMap<>(Scenario.class);
  private long answers;
  private long firstAnswers;
  private long firstNanos;
  private long laterNanos;
  private long imagePasses;
  private long attacks;
  private long attackNanos;

  Measurement(Defence defence, int draws) {
    this.defence = defence;
    this.draws = defence.randomness() == Defence.Randomness.RANDOMISED ? draws : 1;
  }

  Defence defence() {
    return defence;
  }

  int draws() {
    return draws;
  }

  List<Example> examples() {
    return examples;
  }

  /** Has a batch classified once. The draws of a scenario must be asked for in order. */
  Answer ask(Scenario scenario, INDArray images, Draw draw) {
    int n = (int) images.size(0);
    long passesBefore = defence.imagePasses();
    long start = System.nanoTime();
    Answer answer = defence.classifier().answer(images, draw);
    long nanos = System.nanoTime() - start;
    if (answers == 0) {
      firstAnswers = n;
      firstNanos = nanos;
    } else {
      laterNanos += nanos;
    }
    imagePasses += defence.imagePasses() - passesBefore;
    answers += n;
    int[] predicted = PredictedClasses.of(answer.logits());
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

  /** Keeps what an attack through this defence cost, and where it had no gradient. */
  void attacked(Scenario scenario, AttackedImages attacked, long nanos) {
    int[] steps = attacked.zeroGradients();
    attacks += steps.length;
    attackNanos += nanos;
    List<Integer> known = zeroGradients.computeIfAbsent(scenario, s -> new ArrayList<>());
    Arrays.stream(steps).forEach(known::add);
  }

  /** Uses the answers of one scenario for another, which is the same for this defence. */
  void same(Scenario known, Scenario other) {
    classes.put(other, classes.get(known));
    zeroGradients.put(other, zeroGradients.get(known));
  }

  private double secondsPerImage() {
    return answers == firstAnswers
        ? firstNanos / NANOS / firstAnswers
        : laterNanos / NANOS / (answers - firstAnswers);
  }

  DefenceResult result() {
    Map<Scenario, Predictions> predictions = new EnumMap<>(Scenario.class);
    classes.forEach((s, rows) -> predictions.put(s, new Predictions(rows.toArray(int[][]::new))));
    Map<Scenario, int[]> zeros = new EnumMap<>(Scenario.class);
    zeroGradients.forEach(
        (s, steps) -> zeros.put(s, steps.stream().mapToInt(Integer::intValue).toArray()));
    return new DefenceResult(
        defence.name(),
        defence.settings(),
        defence.caveat(),
        predictions,
        zeros,
        secondsPerImage(),
        answers == firstAnswers ? FirstCall.COUNTED : FirstCall.LEFT_OUT,
        imagePasses / (double) answers,
        attacks == 0 ? 0 : attackNanos / NANOS / attacks,
        examples);
  }
}
