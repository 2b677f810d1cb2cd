/**
 * Guidance of the reverse diffusion: energy terms, their gradients, and the derivatives of those.
 * {@code EnergyTerms}, {@code OutputReferences}, {@code Squeezes} and {@code GuidanceScales} list
 * what there is.
 */
package org.purify4j.diffusion.guidance;
