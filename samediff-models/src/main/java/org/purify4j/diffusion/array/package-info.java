/**
 * Batches of images: how they are divided, views of their rows, and memory for short-lived arrays.
 */
package org.purify4j.diffusion.array;
