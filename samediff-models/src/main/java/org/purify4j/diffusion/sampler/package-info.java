/**
 * Samplers: one step of the reverse diffusion each, and its exact derivative. {@code Samplers}
 * lists them.
 */
package org.purify4j.diffusion.sampler;
