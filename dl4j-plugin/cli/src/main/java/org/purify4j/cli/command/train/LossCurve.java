package org.purify4j.cli.command.train;

import java.util.ArrayList;
import java.util.List;

/**
 * The losses of a training so far, in the order of their steps. Steps may be missing, where a log
 * was damaged.
 *
 * @param losses of the steps' batches
 * @param heldOut on the held-out images
 */
record LossCurve(List<Point> losses, List<Point> heldOut) {
  /**
   * A measurement.
   *
   * @param step after which it was made
   */
  record Point(long step, double loss) {}

  /** An empty curve, to which losses can be added. */
  static LossCurve empty() {
    return new LossCurve(new ArrayList<>(), new ArrayList<>());
  }

  /** The mean loss of the last steps. */
  double recent(int steps) {
    return mean(losses.subList(Math.max(0, losses.size() - steps), losses.size()));
  }

  /**
   * The means of as many losses each, at the last of their steps.
   *
   * @param most about how many there are to be
   */
  List<Point> means(int most) {
    List<Point> means = new ArrayList<>();
    int width = Math.max(1, losses.size() / most);
    for (int end = width; end <= losses.size(); end += width) {
      List<Point> part = losses.subList(end - width, end);
      means.add(new Point(part.get(width - 1).step(), mean(part)));
    }
    return means;
  }

  private static double mean(List<Point> points) {
    return points.stream().mapToDouble(Point::loss).average().orElse(Double.NaN);
  }
}
