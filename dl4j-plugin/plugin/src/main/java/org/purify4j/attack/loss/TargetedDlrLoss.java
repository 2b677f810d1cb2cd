package org.purify4j.attack.loss;

/**
 * The difference of logits ratio towards a target class (Croce and Hein, "Reliable evaluation of
 * adversarial robustness with an ensemble of diverse parameter-free attacks", 2020, equation 7):
 *
 * <pre>DLR_t(x, y) = −(z_y − z_t) / (z_π1 − (z_π3 + z_π4) / 2)</pre>
 *
 * <p>where π orders the logits from the largest down. It is defined for four classes or more. The
 * denominator is taken to be at least 1e-12, as that of {@link DlrLoss}.
 *
 * @param target the class that the image shall be taken for, not the true one
 */
public record TargetedDlrLoss(int target) implements LogitLoss {
  /** How many classes a classifier must have for this loss to be defined. */
  public static final int FEWEST_CLASSES = 4;

  @Override
  public String name() {
    return "targeted-dlr";
  }

  @Override
  public int fewestClasses() {
    return FEWEST_CLASSES;
  }

  @Override
  public double value(double[] logits, int label) {
    return (logits[target] - logits[label]) / spread(logits, LogitOrder.descending(logits));
  }

  @Override
  public LogitSlope slope(double[] logits, int label) {
    int[] order = LogitOrder.descending(logits);
    double spread = spread(logits, order);
    double[] row = new double[logits.length];
    row[target] += 1 / spread;
    row[label] -= 1 / spread;
    if (spread > DlrLoss.SMALLEST_SPREAD) {
      double ofSpread = (logits[label] - logits[target]) / (spread * spread);
      row[order[0]] += ofSpread;
      row[order[2]] -= ofSpread / 2;
      row[order[3]] -= ofSpread / 2;
    }
    return LogitSlope.of(row);
  }

  @Override
  public LogitLoss towards(int other) {
    throw Towards.aimsAlready(this);
  }

  private static double spread(double[] logits, int[] order) {
    double middle = (logits[order[2]] + logits[order[3]]) / 2;
    return Math.max(logits[order[0]] - middle, DlrLoss.SMALLEST_SPREAD);
  }
}
