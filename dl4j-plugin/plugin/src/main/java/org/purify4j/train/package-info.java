/** Small image classifiers of our own for DL4J, and their training. */
package org.purify4j.train;
