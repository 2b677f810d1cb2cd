package org.purify4j.attack.loss;

/**
 * The difference z_t − z_y between the logits of a target class and of the true one: positive where
 * an image has crossed the decision boundary between the two.
 *
 * @param target the class that the image shall be taken for, not the true one
 */
public record TargetedMarginLoss(int target) implements LogitLoss {
  @Override
  public String name() {
    return "targeted-margin";
  }

  @Override
  public int fewestClasses() {
    return 2;
  }

  @Override
  public double value(double[] logits, int label) {
    return logits[target] - logits[label];
  }

  @Override
  public LogitSlope slope(double[] logits, int label) {
    double[] row = new double[logits.length];
    row[target] = 1;
    row[label] = -1;
    return LogitSlope.of(row);
  }

  @Override
  public LogitLoss towards(int other) {
    throw Towards.aimsAlready(this);
  }
}
