package org.purify4j.train;

/**
 * What an epoch of training came to.
 *
 * @param epoch from 1
 * @param loss mean cross-entropy of its training images, each as it was met
 * @param testAccuracy share of the test images that are then classified right
 * @param seconds that it took, the test not counted
 */
public record EpochResult(int epoch, double loss, double testAccuracy, double seconds) {}
