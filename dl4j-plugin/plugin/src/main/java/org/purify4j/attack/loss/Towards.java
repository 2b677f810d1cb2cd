package org.purify4j.attack.loss;

import java.util.Arrays;

/**
 * The negative of a loss with another class in the place of the true one: to raise it lowers that
 * loss, so that an image is taken for the class. The cross-entropy becomes log softmax(z)_t, and
 * the margin z_t − max_{i≠t} z_i.
 *
 * @param loss of the class aimed at
 * @param target the class that the image shall be taken for
 */
record Towards(LogitLoss loss, int target) implements LogitLoss {
  @Override
  public String name() {
    return "targeted-" + loss.name();
  }

  @Override
  public int fewestClasses() {
    return loss.fewestClasses();
  }

  @Override
  public double value(double[] logits, int label) {
    return -loss.value(logits, target);
  }

  @Override
  public double mean(double... values) {
    return -loss.mean(Arrays.stream(values).map(value -> -value).toArray());
  }

  @Override
  public LogitSlope slope(double[] logits, int label) {
    LogitSlope slope = loss.slope(logits, target);
    return new LogitSlope(
        Arrays.stream(slope.row()).map(part -> -part).toArray(), slope.logScale());
  }

  @Override
  public LogitLoss towards(int other) {
    throw aimsAlready(this);
  }

  static IllegalArgumentException aimsAlready(LogitLoss loss) {
    return new IllegalArgumentException(
        "loss: got " + loss.name() + ", which aims at a class itself, must be one that does not");
  }
}
