/**
 * Training of diffusion networks: the denoising loss, Adam, averaged weights, and a state from
 * which a training goes on as if it had never stopped.
 */
package org.purify4j.diffusion.train;
