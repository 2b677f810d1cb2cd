/** What executes networks: the seam that all engines stand behind, and the choice among them. */
package org.purify4j.diffusion.engine;
