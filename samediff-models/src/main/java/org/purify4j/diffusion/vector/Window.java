package org.purify4j.diffusion.vector;

/**
 * What a convolution looks at.
 *
 * @param size of the kernel
 * @param stride of the output
 * @param padding of zeros on each side
 */
record Window(int size, int stride, int padding) {
  /** Whether the output is as large as the input. */
  boolean keepsSize() {
    return stride == 1 && 2 * padding == size - 1;
  }

  /** Whether each output pixel comes from the input pixel at its place alone. */
  boolean isPixelwise() {
    return size == 1 && stride == 1 && padding == 0;
  }
}
