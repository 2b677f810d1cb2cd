/** A small image classifier for DL4J, and its training. */
package org.purify4j.train;
