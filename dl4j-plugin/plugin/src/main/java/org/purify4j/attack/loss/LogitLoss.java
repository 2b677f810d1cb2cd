package org.purify4j.attack.loss;

import java.util.Arrays;

/**
 * A loss of the logits of one image that an attack raises, so that the image is misclassified.
 * Where classes tie, the one with the smaller number counts as the larger logit; the gradient is
 * that of the branch so chosen.
 */
public interface LogitLoss {
  /** How reports name it. */
  String name();

  /** How many classes a classifier must have for this loss to be defined. */
  int fewestClasses();

  /**
   * Computes the loss, or a number that rises and falls with it: attacks compare these numbers, and
   * average them by {@link #mean}.
   *
   * @param logits of one image, finite, not modified
   * @param label the true class
   */
  double value(double[] logits, int label);

  /**
   * Computes the gradient of the loss with respect to the logits.
   *
   * @param logits of one image, finite, not modified
   * @param label the true class
   */
  LogitSlope slope(double[] logits, int label);

  /**
   * The number by which {@link #value} would give the mean of several losses.
   *
   * @param values of {@link #value}, at least one
   */
  default double mean(double... values) {
    return Arrays.stream(values).sum() / values.length;
  }

  /**
   * This loss with the image aimed at a class: to raise it makes the image be taken for that class.
   *
   * @param target the class, not the true one
   * @throws IllegalArgumentException if this loss aims at a class itself
   */
  default LogitLoss towards(int target) {
    return new Towards(this, target);
  }

  /**
   * Refuses a classifier with too few classes.
   *
   * @throws IllegalArgumentException if the loss is not defined for so many classes
   */
  default void requireClasses(int classes) {
    if (classes < fewestClasses()) {
      throw new IllegalArgumentException(
          "classes: got "
              + classes
              + ", must be at least "
              + fewestClasses()
              + " for the loss "
              + name());
    }
  }
}
