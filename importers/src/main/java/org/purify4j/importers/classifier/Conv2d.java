package org.purify4j.importers.classifier;

/**
 * The settings of a Conv2d.
 *
 * @param in input channels
 * @param out output channels
 * @param height of the kernel
 * @param width of the kernel
 * @param stride along both axes
 * @param padding how the border is treated
 * @param bias whether there is one
 */
record Conv2d(int in, int out, int height, int width, int stride, Padding padding, boolean bias) {

  /** How a convolution treats the border. */
  enum Padding {
    /** As many zeros as keep the size at stride 1, for odd kernels. */
    HALF,
    /** None. */
    NONE
  }

  /** A square kernel, padded, without bias. */
  static Conv2d square(int in, int out, int kernel, int stride) {
    return new Conv2d(in, out, kernel, kernel, stride, Padding.HALF, false);
  }

  /** A 1×1 kernel without bias. */
  static Conv2d pointwise(int in, int out) {
    return square(in, out, 1, 1);
  }

  /** A padded kernel of stride 1 without bias. */
  static Conv2d rectangle(int in, int out, int height, int width) {
    return new Conv2d(in, out, height, width, 1, Padding.HALF, false);
  }

  /** A copy without padding. */
  Conv2d unpadded() {
    return new Conv2d(in, out, height, width, stride, Padding.NONE, bias);
  }

  /** A copy with a bias. */
  Conv2d withBias() {
    return new Conv2d(in, out, height, width, stride, padding, true);
  }

  /** A copy with other numbers of channels. */
  Conv2d withChannels(int newIn, int newOut) {
    return new Conv2d(newIn, newOut, height, width, stride, padding, bias);
  }

  int[] kernel() {
    return new int[] {height, width};
  }

  int[] strides() {
    return new int[] {stride, stride};
  }

  int[] paddings() {
    return padding == Padding.HALF ? new int[] {height / 2, width / 2} : new int[] {0, 0};
  }
}
