package org.purify4j.train;

/**
 * How a classifier is trained: Adam (Kingma and Ba 2015), with a learning rate that falls linearly
 * to zero.
 *
 * @param epochs passes through the images, at least 1
 * @param batchSize images per step, at least 1
 * @param learningRate of the first step, above 0
 * @param seed of the weights and of the order of the images
 */
public record TrainingPlan(int epochs, int batchSize, double learningRate, long seed) {
  public TrainingPlan {
    requireAtLeastOne("epochs", epochs);
    requireAtLeastOne("batchSize", batchSize);
    if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
      throw new IllegalArgumentException("learningRate: got " + learningRate + ", must be above 0");
    }
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
