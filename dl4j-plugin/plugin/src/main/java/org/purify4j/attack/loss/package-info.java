/**
 * Losses of logits that attacks raise, image by image: their values, and their gradients with
 * respect to the logits.
 */
package org.purify4j.attack.loss;
