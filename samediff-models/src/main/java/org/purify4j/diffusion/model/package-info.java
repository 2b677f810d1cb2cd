/** A pretrained diffusion model: its description, its weights, and the archive that holds both. */
package org.purify4j.diffusion.model;
