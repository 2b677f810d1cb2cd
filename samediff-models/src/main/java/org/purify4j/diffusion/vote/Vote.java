package org.purify4j.diffusion.vote;

/**
 * One of several purifications of one of several images.
 *
 * @param image which image, from 0
 * @param number which vote, from 0
 */
public record Vote(int image, int number) {}
