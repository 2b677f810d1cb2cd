/**
 * One step of the reverse diffusion, and its exact derivative. A {@link
 * org.purify4j.diffusion.sampler.Sampler} is given the guided network as a function; most are
 * {@linkplain org.purify4j.diffusion.sampler.OneCallSampler those that ask it once a step}.
 */
package org.purify4j.diffusion.sampler;
