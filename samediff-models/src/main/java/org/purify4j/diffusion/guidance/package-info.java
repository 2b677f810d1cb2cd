/**
 * Guidance of the reverse diffusion: energy terms, their gradients, and the vector-Jacobian
 * products of those. {@code EnergyTerms}, {@code OutputReferences}, {@code Squeezes} and {@code
 * GuidanceScales} list the choices.
 */
package org.purify4j.diffusion.guidance;
