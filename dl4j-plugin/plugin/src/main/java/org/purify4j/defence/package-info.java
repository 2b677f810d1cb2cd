/** Defences: what turns images into class probabilities, with noise or without. */
package org.purify4j.defence;
