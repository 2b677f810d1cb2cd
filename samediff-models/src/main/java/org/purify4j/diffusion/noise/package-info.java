/**
 * Noise as a pure function of the run seed, the image, and the round and step in which it is used.
 */
package org.purify4j.diffusion.noise;
