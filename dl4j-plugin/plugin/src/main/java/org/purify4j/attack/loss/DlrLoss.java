package org.purify4j.attack.loss;

/**
 * The difference of logits ratio of Croce and Hein ("Reliable evaluation of adversarial robustness
 * with an ensemble of diverse parameter-free attacks", 2020, equation 6), which neither a shift nor
 * a factor of the logits changes:
 *
 * <pre>DLR(x, y) = −(z_y − max_{i≠y} z_i) / (z_π1 − z_π3)</pre>
 *
 * <p>where π orders the logits from the largest down. It is defined for three classes or more. The
 * denominator is taken to be at least 1e-12, so that three equal logits give a number.
 */
public record DlrLoss() implements LogitLoss {
  /** The smallest denominator. */
  static final double SMALLEST_SPREAD = 1e-12;

  @Override
  public String name() {
    return "dlr";
  }

  @Override
  public int fewestClasses() {
    return 3;
  }

  @Override
  public double value(double[] logits, int label) {
    int[] order = LogitOrder.descending(logits);
    return numerator(logits, label) / spread(logits, order);
  }

  @Override
  public LogitSlope slope(double[] logits, int label) {
    int[] order = LogitOrder.descending(logits);
    double spread = spread(logits, order);
    double[] row = new double[logits.length];
    row[LogitOrder.largestOther(logits, label)] += 1 / spread;
    row[label] -= 1 / spread;
    if (spread > SMALLEST_SPREAD) {
      double ofSpread = -numerator(logits, label) / (spread * spread);
      row[order[0]] += ofSpread;
      row[order[2]] -= ofSpread;
    }
    return LogitSlope.of(row);
  }

  /**
   * {@inheritDoc} It is the authors' ratio for targets, which compares the class with the true one
   * only: a third class may become the largest.
   */
  @Override
  public LogitLoss towards(int target) {
    return new TargetedDlrLoss(target);
  }

  private static double numerator(double[] logits, int label) {
    return logits[LogitOrder.largestOther(logits, label)] - logits[label];
  }

  private static double spread(double[] logits, int[] order) {
    return Math.max(logits[order[0]] - logits[order[2]], SMALLEST_SPREAD);
  }
}
