package org.purify4j.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.defence.Undefended;
import org.purify4j.evaluate.PredictedClasses;
import org.purify4j.evaluate.Proportion;
import org.purify4j.evaluate.Scenario;

/** Collects the answers of one purifier by number of draws, and their cost. */
final class Tally {
  private static final double NANOS = 1e9;

  private final SweepImages images;
  private final Map<Integer, Map<Scenario, boolean[]>> right = new TreeMap<>();
  private long answers;
  private long firstAnswers;
  private long laterNanos;
  private long passes;

  Tally(SweepImages images) {
    this.images = images;
  }

  /**
   * Adds the cost of purifying some images once. The time of the first batch, in which code is
   * compiled, does not count; there is always another, of the attacked images.
   */
  void spent(int count, long morePasses, long moreNanos) {
    if (answers == 0) {
      firstAnswers = count;
    } else {
      laterNanos += moreNanos;
    }
    answers += count;
    passes += morePasses;
  }

  /**
   * Adds the answers to some images after a number of draws.
   *
   * @param scenario whose images
   * @param from position of the first of them
   * @param logits {@code [n, k]}
   */
  void answered(int draws, Scenario scenario, int from, INDArray logits) {
    int[] labels = images.of(scenario).labels();
    boolean[] marks =
        right
            .computeIfAbsent(draws, d -> new EnumMap<>(Scenario.class))
            .computeIfAbsent(scenario, s -> new boolean[labels.length]);
    int[] classes = PredictedClasses.of(logits);
    for (int i = 0; i < classes.length; i++) {
      marks[from + i] = classes[i] == labels[from + i];
    }
  }

  /** The figures of a number of draws. */
  SweepRow row(RowKey key, int draws, JsonNode purifier) {
    boolean[] clean = marks(draws, Scenario.CLEAN);
    boolean[] attacked = marks(draws, Scenario.BLIND);
    return new SweepRow(
        key.sampler(),
        key.timestep(),
        key.steps(),
        key.guidance(),
        draws,
        draws * passes / (double) answers,
        draws * laterNanos / NANOS / (answers - firstAnswers),
        share(clean),
        share(attacked),
        false,
        clean,
        attacked,
        key.sampler().equals(Undefended.NAME) ? images.zeroGradients() : List.of(),
        purifier);
  }

  private boolean[] marks(int draws, Scenario scenario) {
    return Objects.requireNonNull(
        right.getOrDefault(draws, Map.of()).get(scenario),
        () -> scenario + ": there are no answers after " + draws + " draws");
  }

  private static Proportion share(boolean[] marks) {
    int count = 0;
    for (boolean mark : marks) {
      count += mark ? 1 : 0;
    }
    return Proportion.of(count, marks.length);
  }
}
