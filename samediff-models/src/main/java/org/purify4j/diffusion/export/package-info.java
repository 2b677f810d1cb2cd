/** Exports diffusion models as plain SameDiff graphs that work without this project. */
package org.purify4j.diffusion.export;
