package org.purify4j.diffusion.purify;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.guidance.Softmax;

/**
 * Puts the victim's logits on several purifications of the same images together, as {@link
 * DefendedVictim} does with its votes. Not thread-safe.
 */
public final class Ballot {
  private final VoteRule rule;
  private final List<double[][]> probabilities = new ArrayList<>();
  private final List<INDArray> votes = new ArrayList<>();

  /**
   * @param rule how the votes become one answer
   */
  public Ballot(VoteRule rule) {
    this.rule = rule;
  }

  /**
   * One more vote.
   *
   * @param logits {@code [n, k]}, the victim's on one purification of the n images; not modified,
   *     and not to be
   */
  public void add(INDArray logits) {
    double[][] rows = Softmax.rows(logits);
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Softmax.of(rows[i]);
    }
    probabilities.add(rows);
    votes.add(logits);
  }

  /**
   * Logarithms of the joint probabilities of the votes so far, {@code [n, k]}. In a majority, the
   * mean probability counts as one more vote, shared: it breaks ties and keeps the logarithm
   * finite.
   */
  public INDArray logits() {
    double[][] joint = mean();
    for (int i = 0; i < joint.length; i++) {
      for (int c = 0; c < joint[i].length; c++) {
        double p = joint[i][c];
        if (rule == VoteRule.MAJORITY) {
          p = (p + first(i, c)) / (votes.size() + 1);
        }
        joint[i][c] = Math.log(Math.max(p, Double.MIN_NORMAL));
      }
    }
    return array(joint);
  }

  /** How many votes rank class c first for image i. */
  private int first(int i, int c) {
    int count = 0;
    for (double[][] vote : probabilities) {
      count += Softmax.largest(vote[i]) == c ? 1 : 0;
    }
    return count;
  }

  /**
   * The gradient with respect to one vote's logits.
   *
   * @param vote which vote
   * @param gradient dL/dlogits, the logits being the logarithms of the mean probabilities
   */
  INDArray pullback(int vote, INDArray gradient) {
    double[][] mean = mean();
    double[][] rows = Softmax.rows(gradient);
    for (int i = 0; i < rows.length; i++) {
      for (int c = 0; c < rows[i].length; c++) {
        rows[i][c] /= Math.max(mean[i][c], Double.MIN_NORMAL) * votes.size();
      }
      rows[i] = Softmax.pullback(probabilities.get(vote)[i], rows[i]);
    }
    return array(rows);
  }

  private double[][] mean() {
    double[][] mean = new double[probabilities.get(0).length][];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = new double[probabilities.get(0)[i].length];
      for (double[][] vote : probabilities) {
        for (int c = 0; c < mean[i].length; c++) {
          mean[i][c] += vote[i][c] / probabilities.size();
        }
      }
    }
    return mean;
  }

  private INDArray array(double[][] rows) {
    return Nd4j.createFromArray(rows).castTo(votes.get(0).dataType());
  }
}
