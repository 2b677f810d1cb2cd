package org.purify4j.layers;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.reduce3.Dot;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Arithmetic of images {@code [n, c, h, w]} with one number per channel, {@code [c]}, by the ND4J
 * operations that were measured to run at the speed of memory: {@code multiply} and {@code
 * biasadd}, where {@code batchnorm} takes five times as long and a broadcast along axis 1 twenty
 * times; sums are taken over rows of pixels first.
 */
final class ChannelOperations {
  private ChannelOperations() {}

  /** out = x·gain + shift; {@code out} may be {@code x}. */
  static void affine(INDArray x, INDArray gain, INDArray shift, INDArray out) {
    Nd4j.exec(
        DynamicCustomOp.builder("multiply")
            .addInputs(x, gain.reshape(1, gain.length(), 1, 1))
            .addOutputs(out)
            .build());
    add(out, shift, out);
  }

  /** out = x + shift; {@code out} may be {@code x}. */
  static void add(INDArray x, INDArray shift, INDArray out) {
    boolean channelsFirst = true;
    Nd4j.exec(
        DynamicCustomOp.builder("biasadd")
            .addInputs(x, shift)
            .addOutputs(out)
            .addBooleanArguments(channelsFirst)
            .build());
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
