package org.purify4j.layers;

import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Mean and variance of a batch per channel.
 *
 * @param mean {@code [c]}
 * @param variance {@code [c]}, biased: divided by the number of values
 * @param count number of values of a channel
 */
record BatchStatistics(INDArray mean, INDArray variance, long count) {
  /**
   * Computes them, kept until the backward pass.
   *
   * @param x images {@code [n, c, h, w]}, not modified
   * @param centred becomes x − mean
   */
  static BatchStatistics of(INDArray x, INDArray centred, LayerWorkspaceMgr workspaces) {
    long count = x.size(0) * x.size(2) * x.size(3);
    INDArray mean = workspaces.leverageTo(ArrayType.INPUT, ChannelOperations.sum(x).divi(count));
    ChannelOperations.add(x, mean.neg(), centred);
    INDArray squares = ChannelOperations.dot(centred, centred).divi(count);
    return new BatchStatistics(mean, workspaces.leverageTo(ArrayType.INPUT, squares), count);
  }

  /** 1/√(variance + ε), a fresh array. */
  static INDArray inverseDeviation(INDArray variance, double epsilon) {
    return Transforms.pow(variance.add(epsilon), -0.5, false);
  }

  /** The variance divided by the number of values less one, as PyTorch keeps it. */
  INDArray unbiasedVariance() {
    return count > 1 ? variance.mul(count / (count - 1.0)) : variance;
  }
}
