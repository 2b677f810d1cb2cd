package org.purify4j.victim;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
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
        INDArrayIndex[] place = {
          NDArrayIndex.all(),
          NDArrayIndex.all(),
          every(row, pooling.getStride()[0], pooled.size(2)),
          every(column, pooling.getStride()[1], pooled.size(3))
        };
        INDArray value = paddedX.get(place).dup('c');
        INDArray larger = value.gt(largest).castTo(x.dataType());
        chosen.addi(paddedTangent.get(place).sub(chosen).muli(larger));
        largest = Nd4j.math().max(largest, value);
      }
    }
    return chosen;
  }

  private static INDArrayIndex every(long first, int step, long count) {
    return NDArrayIndex.interval(first, step, first + (count - 1) * step + 1);
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
      shape[2 + axis] = Math.max(span, first[axis] + x.size(2 + axis));
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
