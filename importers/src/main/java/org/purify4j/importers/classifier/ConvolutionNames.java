package org.purify4j.importers.classifier;

/**
 * What an author calls a convolution and the batch normalisation after it.
 *
 * @param convolution name of the Conv2d module
 * @param norm name of the BatchNorm2d module
 */
record ConvolutionNames(String convolution, String norm) {
  /** Two modules of a block. */
  ConvolutionNames within(String block) {
    return new ConvolutionNames(block + "." + convolution, block + "." + norm);
  }

  /** The items of this number, and the next, of a Sequential. */
  static ConvolutionNames items(String sequential, int first) {
    return new ConvolutionNames(sequential + "." + first, sequential + "." + (first + 1));
  }

  /** {@code convN} and {@code bnN}. */
  static ConvolutionNames numbered(int number) {
    return new ConvolutionNames("conv" + number, "bn" + number);
  }
}
