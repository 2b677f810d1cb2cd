/**
 * What an engine is: it executes networks, forward and backward, and may train them. Each engine
 * has a package of its own below; none knows another.
 */
package org.purify4j.diffusion.engine;
