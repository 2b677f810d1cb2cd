package org.purify4j.attack.loss;

import org.purify4j.diffusion.classifier.Softmax;

/**
 * The logarithm of the probability of a class, log softmax(z)_t, with its gradient onehot(t) −
 * softmax(z) at its own scale: for attacks that weigh it against a distance.
 *
 * @param target the class that the image shall be taken for
 */
public record LogLikelihood(int target) implements LogitLoss {
  @Override
  public String name() {
    return "log-likelihood";
  }

  @Override
  public int fewestClasses() {
    return 2;
  }

  @Override
  public double value(double[] logits, int label) {
    return logits[target] - Softmax.logSumExp(logits);
  }

  @Override
  public LogitSlope slope(double[] logits, int label) {
    double[] row = Softmax.of(logits);
    for (int c = 0; c < row.length; c++) {
      row[c] = (c == target ? 1 : 0) - row[c];
    }
    return LogitSlope.of(row);
  }

  @Override
  public LogitLoss towards(int other) {
    throw Towards.aimsAlready(this);
  }
}
