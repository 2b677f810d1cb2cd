/**
 * Classifiers as guidance, voting and attacks see them: logits, and their gradient with respect to
 * the images.
 */
package org.purify4j.diffusion.classifier;
