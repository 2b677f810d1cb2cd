/**
 * Defences as an evaluation uses them: the classifier that answers, the one that is attacked, and
 * the cost of answering.
 */
package org.purify4j.defence;
