package org.purify4j.protocol;

/**
 * The answers to a batch.
 *
 * @param judgement in the draws that count
 * @param cost what they took
 */
record JudgeUnit(Judgement judgement, UnitCost cost) {}
