/**
 * Noise schedules: the noise at each step of a diffusion, the step at which the reverse diffusion
 * starts, and the steps that it takes. {@code NoiseLevels} and {@code Respacings} list the choices.
 */
package org.purify4j.diffusion.schedule;
