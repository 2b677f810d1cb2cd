/**
 * Noise schedules: how much noise each step of a diffusion holds, where the reverse diffusion
 * starts, and which steps it takes. {@code NoiseLevels} and {@code Respacings} list the choices.
 */
package org.purify4j.diffusion.schedule;
