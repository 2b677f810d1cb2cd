/**
 * Classifiers as guidance, voting and attacks see them, deterministic or with noise: logits, and
 * their gradient with respect to the images.
 */
package org.purify4j.diffusion.classifier;
