/**
 * The purifier: images in, purified images out, with its exact gradient and the defended
 * classifier.
 */
package org.purify4j.diffusion.chain;
