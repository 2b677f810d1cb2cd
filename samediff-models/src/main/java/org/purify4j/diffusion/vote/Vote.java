package org.purify4j.diffusion.vote;

/**
 * One of several independent answers about one of several images.
 *
 * @param image which image, from 0
 * @param number which vote, from 0
 */
record Vote(int image, int number) {}
