/** One step of the reverse diffusion, and its exact derivative. */
package org.purify4j.diffusion.sampler;
