package org.purify4j.diffusion.chain;

/**
 * The calls that a purifier has made and the time it has taken since it was created.
 *
 * @param networkCalls forward passes of the diffusion network, each over a whole batch
 * @param networkGradients passes of the diffusion network recorded for a gradient, each over a
 *     whole batch
 * @param imagePasses images that went through the network in all these passes, counted once a pass;
 *     padding is not counted
 * @param victimCalls calls of the victim by the guidance, those recorded for a gradient included
 * @param networkNanos time within the diffusion network, in nanoseconds
 * @param victimNanos time within the victim, in nanoseconds
 * @param totalNanos time within the purifier, in nanoseconds
 */
public record Cost(
    long networkCalls,
    long networkGradients,
    long imagePasses,
    long victimCalls,
    long networkNanos,
    long victimNanos,
    long totalNanos) {}
