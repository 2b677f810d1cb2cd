package org.purify4j.diffusion.vote;

import java.util.ArrayList;
import java.util.List;
import org.purify4j.diffusion.classifier.Softmax;

/** Puts a classifier's logits in several votes on one image together. Not thread-safe. */
public final class Ballot {
  private final VoteRule rule;
  private final List<double[]> votes = new ArrayList<>();

  /**
   * Of one image.
   *
   * @param rule how the votes become one answer
   */
  public Ballot(VoteRule rule) {
    this.rule = rule;
  }

  /**
   * Adds the next vote.
   *
   * @param logits the classifier's, for each class
   */
  public void add(double[] logits) {
    votes.add(Softmax.of(logits));
  }

  /** Votes so far. */
  int size() {
    return votes.size();
  }

  /** What vote v gives to a class. */
  double weight(int v, int c) {
    return rule.weight(votes.get(v), c);
  }

  /** What all votes give to each class. */
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
   * Logarithms of the joint probabilities of the votes so far. In a majority, the mean probability
   * counts as one more vote, shared: it breaks ties and keeps the logarithm finite.
   */
  public double[] logits() {
    double[] joint = mean();
    if (rule == VoteRule.MAJORITY) {
      double[] first = weights();
      for (int c = 0; c < joint.length; c++) {
        joint[c] = (joint[c] + first[c]) / (votes.size() + 1);
      }
    }
    for (int c = 0; c < joint.length; c++) {
      joint[c] = Math.log(Math.max(joint[c], Double.MIN_NORMAL));
    }
    return joint;
  }

  /**
   * The gradient with respect to one vote's logits.
   *
   * @param vote which vote
   * @param gradient dL/dlogits, the logits being the logarithms of the mean probabilities
   */
  double[] pullback(int vote, double[] gradient) {
    double[] mean = mean();
    double[] ofProbabilities = new double[mean.length];
    for (int c = 0; c < mean.length; c++) {
      ofProbabilities[c] = gradient[c] / (Math.max(mean[c], Double.MIN_NORMAL) * votes.size());
    }
    return Softmax.pullback(votes.get(vote), ofProbabilities);
  }

  private double[] mean() {
    double[] mean = new double[votes.get(0).length];
    for (double[] vote : votes) {
      for (int c = 0; c < mean.length; c++) {
        mean[c] += vote[c] / votes.size();
      }
    }
    return mean;
  }
}
