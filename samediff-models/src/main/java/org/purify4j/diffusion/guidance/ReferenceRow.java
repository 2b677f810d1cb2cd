package org.purify4j.diffusion.guidance;

import org.purify4j.diffusion.classifier.Softmax;

/**
 * The reference output of one image, or a gradient with respect to it: mean logits and mean
 * probabilities over the images that the reference is made of.
 */
record ReferenceRow(double[] logits, double[] probabilities) {
  static ReferenceRow zero(int classes) {
    return new ReferenceRow(new double[classes], new double[classes]);
  }

  /** The class ranked first. */
  int label() {
    return Softmax.largest(probabilities);
  }

  /** Adds to this row {@code factor} times another. */
  void add(ReferenceRow other, double factor) {
    for (int c = 0; c < logits.length; c++) {
      logits[c] += factor * other.logits[c];
      probabilities[c] += factor * other.probabilities[c];
    }
  }

  /** The output of one image. */
  static ReferenceRow of(double[] logits) {
    return new ReferenceRow(logits.clone(), Softmax.of(logits));
  }

  /**
   * The gradient with respect to the logits of one image that this row was made of.
   *
   * @param imageLogits its logits
   * @param gradient with respect to its output
   */
  static double[] pullback(double[] imageLogits, ReferenceRow gradient) {
    double[] result = Softmax.pullback(Softmax.of(imageLogits), gradient.probabilities);
    for (int c = 0; c < result.length; c++) {
      result[c] += gradient.logits[c];
    }
    return result;
  }
}
