package org.purify4j.diffusion.purify;

/**
 * How images are cut into batches.
 *
 * @param images how many
 * @param batchSize at most so many in one batch
 */
record Batches(long images, int batchSize) {
  int count() {
    return (int) ((images + batchSize - 1) / batchSize);
  }

  int from(int batch) {
    return batch * batchSize;
  }

  int to(int batch) {
    return (int) Math.min(images, from(batch) + (long) batchSize);
  }
}
