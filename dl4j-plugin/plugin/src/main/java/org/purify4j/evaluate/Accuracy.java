package org.purify4j.evaluate;

/**
 * Accuracy of a classifier with noise, by three rules over the same fresh draws; with a single draw
 * the three are equal.
 *
 * @param mean expected accuracy of a single draw
 * @param worst share of images classified correctly in every draw
 * @param majority share of images that most draws classify correctly
 */
public record Accuracy(Proportion mean, Proportion worst, Proportion majority) {}
