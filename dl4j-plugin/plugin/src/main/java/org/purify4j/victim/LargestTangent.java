package org.purify4j.victim;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The tangent of max pooling: of every window, the tangent of the largest number. */
final class LargestTangent {
  private LargestTangent() {}

  /**
   * Computes the tangent.
   *
   * @param x {@code [n, c, h, w]}, not modified
   * @param tangent of x, of its shape, not modified
   * @param pooled the result of the pooling, {@code [n, c, h', w']}
   * @return of the shape of the result, freshly allocated
   */
  static INDArray of(SubsamplingLayer pooling, INDArray x, INDArray tangent, INDArray pooled) {
    INDArray paddedX = padded(pooling, x, pooled, Double.NEGATIVE_INFINITY);
    INDArray paddedTangent = padded(pooling, tangent, pooled, 0);
    INDArray largest = Nd4j.valueArrayOf(pooled.shape(), Double.NEGATIVE_INFINITY, x.dataType());
    INDArray chosen = Nd4j.zeros(x.dataType(), pooled.shape());
    int[] kernel = pooling.getKernelSize();
    for (int row = 0; row < kernel[0]; row++) {
      for (int column = 0; column < kernel[1]; column++) {
        INDArray value = taken(pooling, paddedX, row, column, pooled);
        INDArray larger = value.gt(largest).castTo(x.dataType());
        INDArray change = taken(pooling, paddedTangent, row, column, pooled);
        chosen.addi(change.subi(chosen).muli(larger));
        largest = Nd4j.math().max(largest, value);
      }
    }
    return chosen;
  }

  /** Of every window, the number at one place. */
  private static INDArray taken(
      SubsamplingLayer pooling, INDArray padded, int row, int column, INDArray pooled) {
    long[] stride = {pooling.getStride()[0], pooling.getStride()[1]};
    long[] size = {pooled.size(2), pooled.size(3)};
    // blocks as large as the stride, since intervals with a stride run over the end
    INDArray blocks =
        padded
            .get(
                NDArrayIndex.all(),
                NDArrayIndex.all(),
                NDArrayIndex.interval(row, row + size[0] * stride[0]),
                NDArrayIndex.interval(column, column + size[1] * stride[1]))
            .dup('c')
            .reshape('c', padded.size(0), padded.size(1), size[0], stride[0], size[1], stride[1]);
    INDArray first =
        blocks.get(
            NDArrayIndex.all(),
            NDArrayIndex.all(),
            NDArrayIndex.all(),
            NDArrayIndex.interval(0, 1),
            NDArrayIndex.all(),
            NDArrayIndex.interval(0, 1));
    return first.dup('c').reshape('c', pooled.shape());
  }

  private static INDArray padded(
      SubsamplingLayer pooling, INDArray x, INDArray pooled, double value) {
    long[] shape = x.shape().clone();
    long[] first = new long[2];
    for (int axis = 0; axis < 2; axis++) {
      long span =
          (pooled.size(2 + axis) - 1) * pooling.getStride()[axis] + pooling.getKernelSize()[axis];
      first[axis] =
          pooling.getConvolutionMode() == ConvolutionMode.Same
              ? Math.max(0, span - x.size(2 + axis)) / 2
              : pooling.getPadding()[axis];
      long read = span + pooling.getStride()[axis] - 1; // the last block is read whole
      shape[2 + axis] = Math.max(read, first[axis] + x.size(2 + axis));
    }
    INDArray padded = Nd4j.valueArrayOf(shape, value, x.dataType());
    padded
        .get(
            NDArrayIndex.all(),
            NDArrayIndex.all(),
            NDArrayIndex.interval(first[0], first[0] + x.size(2)),
            NDArrayIndex.interval(first[1], first[1] + x.size(3)))
        .assign(x);
    return padded;
  }
}
