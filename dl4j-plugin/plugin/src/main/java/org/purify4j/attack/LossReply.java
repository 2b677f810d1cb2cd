package org.purify4j.attack;

import org.purify4j.attack.loss.LogitLoss;
import org.purify4j.attack.loss.LogitSlope;

/**
 * What a target answered for one image, averaged over the draws that were asked for.
 *
 * @param loss the mean by {@link LogitLoss#mean}
 * @param margin mean of max_{i≠y} z_i − z_y, or, where the image shall be taken for the class t, of
 *     z_t − max_{i≠t} z_i
 * @param wrong whether the image is known to be misclassified, as the class that it shall be taken
 *     for if there is one; of a target with noise, whose next draw may answer otherwise, it never
 *     is
 * @param gradient mean of the loss's gradients with respect to the pixels; only up to a positive
 *     factor if the loss gives its {@link LogitSlope}s with a scale; empty if it was not asked for
 */
record LossReply(double loss, double margin, boolean wrong, double[] gradient) {
  static final double[] NO_GRADIENT = {};

  /** Whether the gradient tells no direction. */
  boolean withoutDirection() {
    for (double part : gradient) {
      if (part != 0) {
        return false;
      }
    }
    return true;
  }
}
