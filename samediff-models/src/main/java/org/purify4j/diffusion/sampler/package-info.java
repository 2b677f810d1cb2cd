/**
 * Samplers: one step of the reverse diffusion each, and its exact derivative. {@link
 * org.purify4j.diffusion.sampler.Samplers} lists them. A {@link
 * org.purify4j.diffusion.sampler.Sampler} is given the guided network as a function; most are
 * {@linkplain org.purify4j.diffusion.sampler.OneCallSampler those that ask it once a step}.
 */
package org.purify4j.diffusion.sampler;
