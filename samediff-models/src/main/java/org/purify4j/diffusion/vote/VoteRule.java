package org.purify4j.diffusion.vote;

import org.purify4j.diffusion.catalogue.Textual;
import org.purify4j.diffusion.classifier.Softmax;

/** How a classifier's several independent answers to one image are combined. */
public enum VoteRule implements Textual {
  /** The mean of the probabilities. */
  MEAN_PROBABILITY("mean") {
    @Override
    double weight(double[] probabilities, int c) {
      return probabilities[c];
    }
  },
  /** The share of the draws that rank each class first. */
  MAJORITY("majority") {
    @Override
    double weight(double[] probabilities, int c) {
      return Softmax.largest(probabilities) == c ? 1 : 0;
    }
  };

  private final String text;

  VoteRule(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }

  /** Returns the weight that one draw gives to a class, 0 to 1; its weights sum to 1. */
  abstract double weight(double[] probabilities, int c);
}
