package org.purify4j.victim;

import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The kinds of convolution, each with its ND4J operation and the layout of its kernel in DL4J. */
enum ConvolutionKind {
  /**
   * A full convolution, every output channel from all input channels; kernel {@code [out, in,
   * height, width]}.
   */
  FULL("conv2d", 1) {
    @Override
    long outputs(INDArray kernel) {
      return kernel.size(0);
    }

    @Override
    INDArray rotated(INDArray kernel) {
      long[] shape = kernel.shape();
      return kernel
          .dup('c')
          .reshape('c', shape[0] * shape[1], shape[2] * shape[3])
          .mmul(exchange(shape[2] * shape[3], kernel.dataType()))
          .reshape('c', shape)
          .permute(1, 0, 2, 3)
          .dup('c');
    }
  },

  /**
   * A depthwise convolution, every output channel from one input channel; kernel {@code [height,
   * width, in, multiplier]}.
   */
  DEPTHWISE("depthwise_conv2d", 0) {
    @Override
    long outputs(INDArray kernel) {
      return kernel.size(2) * kernel.size(3);
    }

    @Override
    INDArray rotated(INDArray kernel) {
      long[] shape = kernel.shape();
      INDArray rows = kernel.dup('c').reshape('c', shape[0] * shape[1], shape[2] * shape[3]);
      return exchange(shape[0] * shape[1], kernel.dataType()).mmul(rows).reshape('c', shape);
    }
  };

  private final String operation;
  private final int kernelLayout;

  ConvolutionKind(String operation, int kernelLayout) {
    this.operation = operation;
    this.kernelLayout = kernelLayout;
  }

  static ConvolutionKind of(ConvolutionLayer layer) {
    return layer instanceof DepthwiseConvolution2D ? DEPTHWISE : FULL;
  }

  /** Name of ND4J's operation; the name of its gradient ends in {@code _bp}. */
  String operation() {
    return operation;
  }

  /** The operation's code for the layout of its kernel. */
  int kernelLayout() {
    return kernelLayout;
  }

  /** Number of output channels. */
  abstract long outputs(INDArray kernel);

  /**
   * The kernel of the input gradient at stride 1: rows and columns reversed, input and output
   * channels swapped. The reversal is a product with an exchange matrix, since ND4J's reverse
   * operation leaks native memory at every call.
   */
  abstract INDArray rotated(INDArray kernel);

  private static INDArray exchange(long size, DataType type) {
    double[][] rows = new double[(int) size][(int) size];
    for (int i = 0; i < size; i++) {
      rows[i][(int) size - 1 - i] = 1;
    }
    return Nd4j.createFromArray(rows).castTo(type);
  }
}
