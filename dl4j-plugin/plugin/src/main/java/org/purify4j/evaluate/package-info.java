/**
 * Evaluation: accuracy on clean and attacked images, with and without a defence, over fresh draws
 * of its noise and with confidence intervals.
 */
package org.purify4j.evaluate;
