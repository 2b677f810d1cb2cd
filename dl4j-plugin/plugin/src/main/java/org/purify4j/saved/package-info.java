/**
 * DL4J networks as files: the checked reader of what {@code ModelSerializer} writes. Every place of
 * this project that opens such a file does it here.
 */
package org.purify4j.saved;
