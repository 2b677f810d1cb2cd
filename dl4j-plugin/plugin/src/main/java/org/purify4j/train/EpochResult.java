package org.purify4j.train;

/**
 * The outcome of one epoch of training.
 *
 * @param epoch from 1
 * @param loss mean cross-entropy of its training images, each measured when it was visited
 * @param testAccuracy share of the test images classified correctly after the epoch
 * @param seconds duration without the test, in seconds
 */
public record EpochResult(int epoch, double loss, double testAccuracy, double seconds) {}
