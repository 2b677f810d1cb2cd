package org.purify4j.diffusion.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.nd4j.Padding.Padded;

/**
 * ND4J's {@code conv2d} with any number of zeros on each side of the map; by itself it takes only
 * the same number on all sides.
 *
 * @param kernel height and width of the weights
 * @param stride of the output
 * @param before rows and columns of zeros before the first
 * @param after rows and columns of zeros after the last
 */
record Correlation(int kernel, int stride, int before, int after) {

  /**
   * Binds it.
   *
   * @param x {@code [b, i, h, w]}
   * @param parameters weights {@code [o, i, k, k]} and, if there is one, the bias {@code [o]}
   * @param y {@code [b, o, h', w']}, overwritten
   */
  Runnable bind(KernelContext context, INDArray x, INDArray[] parameters, INDArray y) {
    // a stride of 2 may leave the last zeros unread
    if (after <= before && after >= before - stride + 1) {
      return convolution(context, x, parameters, y, before);
    }
    Padded padded = Padding.of(context, x, before, after);
    Runnable convolve = convolution(context, padded.array(), parameters, y, 0);
    context.arena().release(padded.array());
    return Sequence.of(padded.copy(), convolve);
  }

  private Runnable convolution(
      KernelContext context, INDArray x, INDArray[] parameters, INDArray y, int padding) {
    INDArray[] inputs = new INDArray[1 + parameters.length];
    inputs[0] = x;
    System.arraycopy(parameters, 0, inputs, 1, parameters.length);
    int dilation = 1;
    int explicitPadding = 0;
    int nchw = 0;
    int outputChannelsFirst = 1;
    return context.op(
        "conv2d",
        inputs,
        y,
        kernel,
        kernel,
        stride,
        stride,
        padding,
        padding,
        dilation,
        dilation,
        explicitPadding,
        nchw,
        outputChannelsFirst);
  }
}
