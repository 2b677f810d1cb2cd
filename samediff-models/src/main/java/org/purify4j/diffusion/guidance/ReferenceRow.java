package org.purify4j.diffusion.guidance;

import org.purify4j.diffusion.classifier.Softmax;

/**
 * The reference output of one image, or a gradient with respect to it: mean logits and mean
 * probabilities over the reference's images, each {@code [k]}.
 */
record ReferenceRow(double[] logits, double[] probabilities) {
  static ReferenceRow zero(int classes) {
    return new ReferenceRow(new double[classes], new double[classes]);
  }

  /** Returns the class with the largest probability. */
  int label() {
    return Softmax.largest(probabilities);
  }

  /** Adds {@code factor} times another row to this one. */
  void add(ReferenceRow other, double factor) {
    for (int c = 0; c < logits.length; c++) {
      logits[c] += factor * other.logits[c];
      probabilities[c] += factor * other.probabilities[c];
    }
  }

  /** Creates the row of one image. */
  static ReferenceRow of(double[] logits) {
    return new ReferenceRow(logits.clone(), Softmax.of(logits));
  }

  /**
   * Computes the gradient with respect to the logits of one of the reference's images.
   *
   * @param imageLogits the logits of that image
   * @param gradient with respect to its row
   */
  static double[] pullback(double[] imageLogits, ReferenceRow gradient) {
    double[] result = Softmax.pullback(Softmax.of(imageLogits), gradient.probabilities);
    for (int c = 0; c < result.length; c++) {
      result[c] += gradient.logits[c];
    }
    return result;
  }
}
