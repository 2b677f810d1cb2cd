package org.purify4j.attack.loss;

/**
 * The margin max_{i≠y} z_i − z_y by which an image is misclassified; negative where it is
 * classified rightly (Carlini and Wagner, "Towards evaluating the robustness of neural networks",
 * 2017, f_6 without its bound).
 */
public record MarginLoss() implements LogitLoss {
  @Override
  public String name() {
    return "margin";
  }

  @Override
  public int fewestClasses() {
    return 2;
  }

  @Override
  public double value(double[] logits, int label) {
    return logits[LogitOrder.largestOther(logits, label)] - logits[label];
  }

  @Override
  public LogitSlope slope(double[] logits, int label) {
    double[] row = new double[logits.length];
    row[LogitOrder.largestOther(logits, label)] = 1;
    row[label] = -1;
    return LogitSlope.of(row);
  }
}
