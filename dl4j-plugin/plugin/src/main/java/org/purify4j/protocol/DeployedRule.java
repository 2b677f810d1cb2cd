package org.purify4j.protocol;

import java.util.Arrays;

/** The rule by which several draws of a deployed classifier become its answer to an image. */
public enum DeployedRule {
  /** A single draw is the answer; an image survives with the probability of being right. */
  ONE_DRAW("one draw"),
  /** The class that most draws give; the mean of their probabilities breaks ties. */
  MAJORITY("majority vote"),
  /** The class with the largest mean of the draws' probabilities. */
  MEAN_VOTE("mean vote");

  private final String text;

  DeployedRule(String text) {
    this.text = text;
  }

  /** Its name in reports. */
  public String text() {
    return text;
  }

  /**
   * How far each image survives: for {@link #ONE_DRAW} the share of the draws that are right, for a
   * vote 1 or 0.
   *
   * @param judgement the answers
   * @param labels the true classes
   */
  double[] survival(Judgement judgement, int[] labels) {
    double[] survival = new double[labels.length];
    for (int i = 0; i < labels.length; i++) {
      int label = labels[i];
      int[] draws = judgement.classes()[i];
      survival[i] =
          switch (this) {
            case ONE_DRAW ->
                Arrays.stream(draws).filter(c -> c == label).count() / (double) draws.length;
            case MAJORITY -> judgement.majority()[i] == label ? 1 : 0;
            case MEAN_VOTE -> judgement.meanVote()[i] == label ? 1 : 0;
          };
    }
    return survival;
  }
}
