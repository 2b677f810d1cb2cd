/**
 * Samplers: each takes one step of the reverse diffusion, and has its exact derivative. {@link
 * org.purify4j.diffusion.sampler.Samplers} lists them. A {@link
 * org.purify4j.diffusion.sampler.Sampler} receives the guided network as a function; most are
 * {@linkplain org.purify4j.diffusion.sampler.OneCallSampler those that call it once a step}.
 */
package org.purify4j.diffusion.sampler;
