/**
 * SameDiff's own session and automatic differentiation: the reference that every engine is compared
 * with.
 */
package org.purify4j.diffusion.engine.samediff;
