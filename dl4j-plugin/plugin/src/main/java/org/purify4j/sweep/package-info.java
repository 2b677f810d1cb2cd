/**
 * Accuracy against cost: many purifiers measured on the same clean and blindly attacked images, so
 * that the number of network calls can be chosen knowingly.
 */
package org.purify4j.sweep;
