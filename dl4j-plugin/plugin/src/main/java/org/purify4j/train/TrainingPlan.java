package org.purify4j.train;

import org.purify4j.diffusion.catalogue.Bound;

/**
 * How a classifier is trained: Adam (Kingma and Ba 2015), with a learning rate that falls linearly
 * to zero.
 *
 * @param epochs passes through the images, at least 1
 * @param batchSize images per step, at least 1
 * @param learningRate of the first step, within {@link Bound#LEARNING_RATE}
 * @param seed of the weights and of the order of the images
 */
public record TrainingPlan(int epochs, int batchSize, double learningRate, long seed) {
  public TrainingPlan {
    Bound.EPOCHS.require("epochs", epochs);
    requireAtLeastOne("batchSize", batchSize);
    Bound.LEARNING_RATE.require(learningRate);
  }

  private static void requireAtLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": got " + value + ", must be at least 1");
    }
  }

  /** Number of steps for a number of images. */
  int steps(int images) {
    return Math.multiplyExact(epochs, stepsPerEpoch(images));
  }

  int stepsPerEpoch(int images) {
    return (images + batchSize - 1) / batchSize;
  }
}
