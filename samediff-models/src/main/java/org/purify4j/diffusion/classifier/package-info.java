/**
 * Classifiers as guidance, voting and attacks use them, deterministic or noisy: logits, and their
 * gradient with respect to the images.
 */
package org.purify4j.diffusion.classifier;
