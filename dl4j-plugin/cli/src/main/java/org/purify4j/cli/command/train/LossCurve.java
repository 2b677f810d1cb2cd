package org.purify4j.cli.command.train;

import java.util.ArrayList;
import java.util.List;

/**
 * The losses of a training so far.
 *
 * @param losses of each step's batch, from step 1
 * @param heldOut on the held-out images
 */
record LossCurve(List<Double> losses, List<HeldOut> heldOut) {
  /**
   * A measurement.
   *
   * @param step after which it was made
   */
  record HeldOut(long step, double loss) {}

  /** An empty curve, to which losses can be added. */
  static LossCurve empty() {
    return new LossCurve(new ArrayList<>(), new ArrayList<>());
  }

  /** The mean loss of the last steps. */
  double recent(int steps) {
    return losses.subList(Math.max(0, losses.size() - steps), losses.size()).stream()
        .mapToDouble(Double::doubleValue)
        .average()
        .orElse(Double.NaN);
  }
}
