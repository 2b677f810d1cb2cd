/** Files that are written whole or not at all, their tensors and their fingerprints. */
package org.purify4j.diffusion.archive;
