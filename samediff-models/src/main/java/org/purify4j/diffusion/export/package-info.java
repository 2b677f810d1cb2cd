/** Diffusion models as plain SameDiff graphs, to be used without this project. */
package org.purify4j.diffusion.export;
