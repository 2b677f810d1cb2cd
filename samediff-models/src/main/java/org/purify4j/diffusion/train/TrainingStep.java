package org.purify4j.diffusion.train;

/**
 * The figures of one step of a training.
 *
 * @param step its number, from 1
 * @param loss the mean of (ε − ε̂)² over the batch, before the step
 * @param bound the weighted variational bound; 0 if it is no part of the loss
 * @param gradientNorm of all weights together, before clipping
 * @param learningRate it was done with
 */
public record TrainingStep(
    long step, double loss, double bound, double gradientNorm, double learningRate) {}
