package org.purify4j.protocol;

/**
 * What the attacks of a union do with an image that is given up: one whose answers to the clean
 * image, or after an earlier attack of the union, are wrong in every draw and by every vote, so
 * that no further attack can take anything from it.
 */
public enum GivenUp {
  /** It is not attacked again, which changes no union and saves most of the work. */
  SKIPPED,
  /** It is attacked by all, so that each row is the figure of its attack on all images. */
  ATTACKED
}
