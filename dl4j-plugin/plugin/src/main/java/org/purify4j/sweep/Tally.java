package org.purify4j.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.data.LabeledImages;
import org.purify4j.evaluate.Prediction;
import org.purify4j.evaluate.Proportion;

/** The answers of one purifier as they come in, by number of draws, with what they cost. */
final class Tally {
  private static final double NANOS = 1e9;

  private final SweepImages images;
  private final Map<Integer, boolean[][]> right = new TreeMap<>();
  private long answers;
  private long nanos;
  private long passes;

  Tally(SweepImages images) {
    this.images = images;
  }

  /** So many images were purified once, with so many passes of one image through the network. */
  void spent(int count, long morePasses, long moreNanos) {
    answers += count;
    passes += morePasses;
    nanos += moreNanos;
  }

  /**
   * What was answered to some images after a number of draws.
   *
   * @param set whose images: 0 clean, 1 attacked
   * @param from the first of them
   * @param logits {@code [n, k]}
   */
  void answered(int draws, int set, int from, INDArray logits) {
    LabeledImages clean = images.clean();
    boolean[] marks =
        right.computeIfAbsent(draws, d -> new boolean[images.sets().size()][clean.size()])[set];
    int[] classes = Prediction.classes(logits);
    for (int i = 0; i < classes.length; i++) {
      marks[from + i] = classes[i] == clean.labels()[from + i];
    }
  }

  /** The figures of a number of draws. */
  SweepRow row(RowKey key, int draws, JsonNode purifier) {
    boolean[][] marks = right.get(draws);
    return new SweepRow(
        key.sampler(),
        key.timestep(),
        key.steps(),
        key.guidance(),
        draws,
        draws * passes / (double) answers,
        draws * nanos / NANOS / answers,
        share(marks[0]),
        share(marks[1]),
        false,
        marks[0],
        marks[1],
        purifier);
  }

  private static Proportion share(boolean[] marks) {
    int count = 0;
    for (boolean mark : marks) {
      count += mark ? 1 : 0;
    }
    return Proportion.of(count, marks.length);
  }
}
