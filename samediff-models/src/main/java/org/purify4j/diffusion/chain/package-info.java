/**
 * Whole purifications. A {@link org.purify4j.diffusion.chain.Chain} takes one batch of a fixed size
 * there and back in the diffusion's own units; a {@link org.purify4j.diffusion.chain.Purifier} does
 * it to images of any number in [0, 1], a {@link org.purify4j.diffusion.chain.PurifierPool} for
 * several threads, and a {@link org.purify4j.diffusion.chain.PurifiedClassifier} puts a classifier
 * behind it. All but the pool give exact gradients.
 */
package org.purify4j.diffusion.chain;
