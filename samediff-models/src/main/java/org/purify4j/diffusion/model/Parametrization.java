package org.purify4j.diffusion.model;

/**
 * The noise from a network F at one noise level: {@code ε = skip·x + output·F(input·x)}.
 *
 * @param input factor of the image before the network sees it
 * @param skip factor of the image in the noise
 * @param output factor of the network's first channels in the noise
 */
public record Parametrization(double input, double skip, double output) {}
