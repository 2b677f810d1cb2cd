/**
 * Whole purifications. A {@link org.purify4j.diffusion.chain.Chain} noises and denoises one batch
 * of a fixed size in the diffusion's own units; a {@link org.purify4j.diffusion.chain.Purifier}
 * does so for any number of images in [0, 1], a {@link org.purify4j.diffusion.chain.PurifierPool}
 * for several threads, and a {@link org.purify4j.diffusion.chain.PurifiedClassifier} puts a
 * classifier behind it. All but the pool give exact gradients.
 */
package org.purify4j.diffusion.chain;
