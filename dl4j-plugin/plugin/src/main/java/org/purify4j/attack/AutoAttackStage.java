package org.purify4j.attack;

/**
 * What one attack of an ensemble did to the images that the ones before had left.
 *
 * @param attack its name
 * @param attacked how many images it was given
 * @param left how many of them are still classified rightly
 * @param seconds it took
 */
public record AutoAttackStage(String attack, int attacked, int left, double seconds) {}
