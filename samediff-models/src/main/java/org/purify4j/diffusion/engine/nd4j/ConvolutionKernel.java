package org.purify4j.diffusion.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Op;
import org.purify4j.diffusion.network.Op.Convolution.WeightOrder;

/**
 * Convolution. Its input gradient is again a convolution, with the kernel turned by 180° and its
 * channels swapped; for stride 2 the output gradient is first spread out with zeros between
 * (Dumoulin and Visin 2016, section 4). ND4J's own {@code conv2d_bp} also computes the weight
 * gradient and is several times dearer.
 */
final class ConvolutionKernel implements Nd4jKernel {
  private final Op.Convolution op;
  private final KernelContext context;
  private final int size;
  private final INDArray weights;
  private final Runnable convolve;

  ConvolutionKernel(Op.Convolution op, KernelContext context) {
    this.op = op;
    this.context = context;
    INDArray x = context.input(0);
    INDArray y = context.output();
    this.size = (int) x.size(2);
    this.weights = weights(y.size(1), x.size(1));
    INDArray[] parameters =
        op.bias()
            .map(bias -> new INDArray[] {weights, context.weight(bias, y.size(1))})
            .orElseGet(() -> new INDArray[] {weights});
    int after = ((int) y.size(2) - 1) * op.stride() + op.kernel() - op.padding() - size;
    Correlation shape = new Correlation(op.kernel(), op.stride(), op.padding(), after);
    this.convolve = shape.bind(context, x, parameters, y);
  }

  private INDArray weights(long outputs, long inputs) {
    boolean outputsFirst = op.order() == WeightOrder.OUT_IN;
    return context
        .shared(
            op.weight(),
            () -> {
              INDArray raw = context.rawWeight(op.weight());
              return outputsFirst ? raw : raw.permute(1, 0).dup('c');
            })
        .reshape('c', outputs, inputs, op.kernel(), op.kernel());
  }

  @Override
  public void forward(Conditioning conditioning) {
    convolve.run();
  }

  @Override
  public Runnable backward(INDArray gradient, INDArray[] targets) {
    INDArray[] turned = {context.shared(op.weight() + ", turned", () -> turned(weights))};
    int before = op.kernel() - 1 - op.padding();
    if (op.stride() == 1) {
      int after = size + op.kernel() - 1 - before - (int) gradient.size(2);
      return new Correlation(op.kernel(), 1, before, after)
          .bind(context, gradient, turned, targets[0]);
    }
    long[] fine = {gradient.size(0), gradient.size(1), 2 * gradient.size(2), 2 * gradient.size(3)};
    INDArray spread = context.arena().acquire(fine);
    Runnable dilate = ResamplingProducts.spread(context, gradient, spread);
    int after = size + op.kernel() - 1 - before - (int) fine[2];
    Runnable convolveBack =
        new Correlation(op.kernel(), 1, before, after).bind(context, spread, turned, targets[0]);
    context.arena().release(spread);
    return Sequence.of(dilate, convolveBack);
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
