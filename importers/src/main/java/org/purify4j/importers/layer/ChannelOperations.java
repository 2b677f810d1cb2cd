package org.purify4j.importers.layer;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.reduce3.Dot;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Arithmetic of images {@code [n, c, h, w]} with one number per channel, {@code [c]}, by the ND4J
 * operations that were measured to be fast: the {@code batchnorm} operation is an affine map at the
 * speed of memory, where a broadcast along axis 1 can take twenty times as long; sums are taken
 * over rows of pixels first.
 */
final class ChannelOperations {
  private static final int CHANNELS = 1;

  private ChannelOperations() {}

  /** out = (x − mean)/√(variance + ε)·gain + shift; {@code out} may be {@code x}. */
  static void normalize(
      INDArray x,
      INDArray mean,
      INDArray variance,
      INDArray gain,
      INDArray shift,
      double epsilon,
      INDArray out) {
    Nd4j.exec(
        DynamicCustomOp.builder("batchnorm")
            .addInputs(x, mean, variance, gain, shift)
            .addOutputs(out)
            .addIntegerArguments(1, 1, CHANNELS)
            .addFloatingPointArguments(epsilon)
            .build());
  }

  /** out = x·gain + shift; {@code out} may be {@code x}. */
  static void affine(INDArray x, INDArray gain, INDArray shift, INDArray out) {
    normalize(x, Nd4j.zerosLike(gain), Nd4j.onesLike(gain), gain, shift, 0, out);
  }

  /** out = x − shift. */
  static void subtract(INDArray x, INDArray shift, INDArray out) {
    INDArray ones = Nd4j.onesLike(shift);
    normalize(x, shift, ones, ones, Nd4j.zerosLike(shift), 0, out);
  }

  /** The sum of every channel, {@code [c]}. */
  static INDArray sum(INDArray x) {
    return rows(x).sum(2).sum(0);
  }

  /** The sum of the products of every channel, {@code [c]}. */
  static INDArray dot(INDArray x, INDArray y) {
    return Nd4j.getExecutioner().exec(new Dot(rows(x), rows(y), 2)).sum(0);
  }

  /** The array itself, or a copy whose rows lie one after another. */
  static INDArray contiguous(INDArray x) {
    return x.ordering() == 'c' && !x.isView() ? x : x.dup('c');
  }

  private static INDArray rows(INDArray x) {
    return x.reshape('c', x.size(0), x.size(1), x.size(2) * x.size(3));
  }
}
