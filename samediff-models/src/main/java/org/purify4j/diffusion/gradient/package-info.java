/**
 * The one form of a vector-Jacobian product: record a computation, then ask its tape for the
 * gradient.
 */
package org.purify4j.diffusion.gradient;
