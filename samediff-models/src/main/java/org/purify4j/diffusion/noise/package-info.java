/** Noise as a pure function of the run seed, the image and the place where it is used. */
package org.purify4j.diffusion.noise;
