package org.purify4j.diffusion.engine;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.net.Op;
import org.purify4j.diffusion.predictor.Conditioning;

/**
 * Convolution. Its input gradient is again a convolution, with the kernel turned by 180° and its
 * channels swapped; for stride 2 the output gradient is first spread out with zeros between
 * (Dumoulin and Visin 2016, section 4). ND4J's own {@code conv2d_bp} also computes the weight
 * gradient and is several times dearer.
 */
final class ConvolutionKernel implements Kernel {
  private final Op.Convolution op;
  private final Site site;
  private final long[] inputShape;
  private final INDArray weights;
  private final NativeOp convolve;

  ConvolutionKernel(Op.Convolution op, Site site) {
    this.op = op;
    this.site = site;
    this.inputShape = site.input(0).shape();
    long outputs = site.output().size(1);
    this.weights = site.weight(op.weight(), outputs, inputShape[1], op.kernel(), op.kernel());
    INDArray bias = site.weight(op.bias().orElseThrow(), outputs);
    this.convolve =
        convolution(
            new INDArray[] {site.input(0), weights, bias},
            site.output(),
            op.stride(),
            op.padding());
  }

  @Override
  public void forward(Conditioning conditioning) {
    convolve.run();
  }

  @Override
  public Runnable backward(INDArray gradient, INDArray[] targets) {
    INDArray turned = site.arena().constant(turned(weights));
    int padding = op.kernel() - 1 - op.padding();
    if (op.stride() == 1) {
      return convolution(new INDArray[] {gradient, turned}, targets[0], 1, padding);
    }
    long[] spreadShape = {inputShape[0], gradient.size(1), inputShape[2], inputShape[3]};
    INDArray spread = site.arena().acquire(spreadShape);
    NativeOp dilate = Resample.spread(site, gradient, spread);
    NativeOp convolveBack = convolution(new INDArray[] {spread, turned}, targets[0], 1, padding);
    site.arena().release(spread);
    return () -> {
      dilate.run();
      convolveBack.run();
    };
  }

  private NativeOp convolution(INDArray[] inputs, INDArray output, int stride, int padding) {
    int kernel = op.kernel();
    int explicitPadding = 0;
    int nchw = 0;
    int outputChannelsFirst = 1;
    return site.op(
        "conv2d",
        inputs,
        output,
        kernel,
        kernel,
        stride,
        stride,
        padding,
        padding,
        1,
        1,
        explicitPadding,
        nchw,
        outputChannelsFirst);
  }

  /** {@code [o, i, k, k]} to {@code [i, o, k, k]}, rows and columns reversed. */
  private static INDArray turned(INDArray weights) {
    INDArray reversed = Nd4j.createUninitialized(weights.dataType(), weights.shape(), 'c');
    Nd4j.exec(
        DynamicCustomOp.builder("reverse")
            .addInputs(weights)
            .addOutputs(reversed)
            .addIntegerArguments(2, 3)
            .build());
    return reversed.permute(1, 0, 2, 3).dup('c');
  }
}
