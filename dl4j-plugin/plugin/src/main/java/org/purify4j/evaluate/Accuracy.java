package org.purify4j.evaluate;

/**
 * Accuracy of a classifier with noise, by three rules over the same fresh draws; one draw makes
 * them equal.
 *
 * @param mean expected over one draw
 * @param worst images classified right in every draw
 * @param majority images of which most draws are right
 */
public record Accuracy(Proportion mean, Proportion worst, Proportion majority) {}
