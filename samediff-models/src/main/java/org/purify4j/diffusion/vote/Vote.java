package org.purify4j.diffusion.vote;

/**
 * One of several independent answers about one of several images.
 *
 * @param image number of the image, from 0
 * @param number number of the vote on that image, from 0
 */
record Vote(int image, int number) {}
