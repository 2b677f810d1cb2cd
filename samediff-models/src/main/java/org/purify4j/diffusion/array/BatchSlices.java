package org.purify4j.diffusion.array;

/**
 * How images are cut into batches.
 *
 * @param images how many
 * @param batchSize at most so many in one batch
 */
public record BatchSlices(long images, int batchSize) {
  public int count() {
    return (int) ((images + batchSize - 1) / batchSize);
  }

  public int from(int batch) {
    return batch * batchSize;
  }

  public int to(int batch) {
    return (int) Math.min(images, from(batch) + (long) batchSize);
  }
}
