package org.purify4j.diffusion.array;

/**
 * Divides images into consecutive batches of equal size; the last batch may be smaller.
 *
 * @param images total number of images
 * @param batchSize maximum number of images in a batch
 */
public record BatchSlices(long images, int batchSize) {
  /** Number of batches. */
  public int count() {
    return (int) ((images + batchSize - 1) / batchSize);
  }

  /** Index of a batch's first image. */
  public int from(int batch) {
    return batch * batchSize;
  }

  /** Index one past a batch's last image. */
  public int to(int batch) {
    return (int) Math.min(images, from(batch) + (long) batchSize);
  }
}
