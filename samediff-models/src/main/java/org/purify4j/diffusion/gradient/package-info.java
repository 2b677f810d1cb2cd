/**
 * The single interface for vector-Jacobian products: record a computation, then compute the
 * gradient from its tape.
 */
package org.purify4j.diffusion.gradient;
