/** Diffusion models: what describes one, its weights, its archive, and where it came from. */
package org.purify4j.diffusion.model;
