package org.purify4j.diffusion.vote;

import java.util.ArrayList;
import java.util.List;
import org.purify4j.diffusion.classifier.Softmax;

/** Combines a classifier's votes on one image. Not thread-safe. */
public final class Ballot {
  private final VoteRule rule;
  private final List<double[]> votes = new ArrayList<>();
  private final List<double[]> logarithms = new ArrayList<>();

  /**
   * Creates the ballot of one image, without votes.
   *
   * @param rule how the votes are combined
   */
  public Ballot(VoteRule rule) {
    this.rule = rule;
  }

  /**
   * Adds the next vote.
   *
   * @param logits the classifier's logits, {@code [k]}; not modified
   */
  public void add(double[] logits) {
    votes.add(Softmax.of(logits));
    logarithms.add(Softmax.logOf(logits));
  }

  /** Number of votes so far. */
  int size() {
    return votes.size();
  }

  /** Returns the weight, 0 to 1, that vote v gives to class c. */
  double weight(int v, int c) {
    return rule.weight(votes.get(v), c);
  }

  /** Returns the sum of the weights of all votes, for each class. */
  double[] weights() {
    double[] sum = new double[votes.get(0).length];
    for (int v = 0; v < votes.size(); v++) {
      for (int c = 0; c < sum.length; c++) {
        sum[c] += weight(v, c);
      }
    }
    return sum;
  }

  /**
   * Returns the log-probabilities of the combined votes so far. In a majority vote, the mean
   * probabilities count as one more vote, shared among the classes: it breaks ties and keeps the
   * logarithms finite.
   */
  public double[] logits() {
    double[] joint = logMean();
    if (rule == VoteRule.MAJORITY) {
      double[] first = weights();
      for (int c = 0; c < joint.length; c++) {
        joint[c] = Softmax.logSumExp(joint[c], Math.log(first[c])) - Math.log(votes.size() + 1.0);
      }
    }
    return joint;
  }

  /**
   * Computes the gradient with respect to one vote's logits.
   *
   * @param vote number of the vote, from 0
   * @param gradient dL/dlogits, the logits being the logarithms of the mean probabilities
   */
  double[] pullback(int vote, double[] gradient) {
    double[] result = new double[gradient.length];
    double sum = 0;
    for (int c = 0; c < result.length; c++) {
      result[c] = gradient[c] * Math.exp(logShare(vote, c));
      sum += result[c];
    }
    for (int c = 0; c < result.length; c++) {
      result[c] -= votes.get(vote)[c] * sum;
    }
    return result;
  }

  /** Returns the logarithm of the share that one vote has in the probability of a class. */
  double logShare(int vote, int c) {
    return logarithms.get(vote)[c] - logSum(c);
  }

  private double logSum(int c) {
    return Softmax.logSumExp(logarithms.stream().mapToDouble(vote -> vote[c]).toArray());
  }

  private double[] logMean() {
    double[] mean = new double[votes.get(0).length];
    for (int c = 0; c < mean.length; c++) {
      mean[c] = logSum(c) - Math.log(votes.size());
    }
    return mean;
  }
}
