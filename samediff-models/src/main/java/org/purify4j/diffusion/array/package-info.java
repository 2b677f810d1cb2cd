/**
 * Batches of images: how they are cut, their rows as views, and memory for arrays of short life.
 */
package org.purify4j.diffusion.array;
