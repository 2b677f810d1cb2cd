/**
 * Accuracy against cost: many purifiers measured on the same clean and blindly attacked images, to
 * choose the number of network calls by.
 */
package org.purify4j.sweep;
