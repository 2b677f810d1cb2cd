/**
 * DL4J and SameDiff classifiers as {@linkplain org.purify4j.diffusion.classifier.Classifier
 * victims}: inference-mode logits and the gradient with respect to the image.
 */
package org.purify4j.victim;
