/**
 * The engine on SameDiff's own session and automatic differentiation: the reference that the others
 * are compared with.
 */
package org.purify4j.diffusion.engine.samediff;
