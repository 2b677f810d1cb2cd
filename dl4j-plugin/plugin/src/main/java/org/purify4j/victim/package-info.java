/**
 * DL4J and SameDiff networks as {@linkplain org.purify4j.diffusion.classifier.Classifier
 * classifiers} to protect or attack: inference-mode logits and their gradient with respect to the
 * image.
 */
package org.purify4j.victim;
