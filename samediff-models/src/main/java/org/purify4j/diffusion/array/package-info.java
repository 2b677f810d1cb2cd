/** Views of batches of images. */
package org.purify4j.diffusion.array;
