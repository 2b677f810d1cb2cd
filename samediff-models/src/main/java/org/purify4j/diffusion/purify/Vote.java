package org.purify4j.diffusion.purify;

/**
 * One of several purifications of one of several images.
 *
 * @param image which image, from 0
 * @param number which vote, from 0
 */
record Vote(int image, int number) {}
