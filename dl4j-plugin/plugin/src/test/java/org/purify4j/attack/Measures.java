package org.purify4j.attack;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Sizes of perturbations and losses, in plain Java. */
final class Measures {
  private Measures() {}

  /** The size of each image's perturbation. */
  static double[] sizes(Norm norm, INDArray perturbation) {
    double[] values = perturbation.dup('c').data().asDouble();
    int n = (int) perturbation.size(0);
    int d = values.length / n;
    return IntStream.range(0, n)
        .mapToDouble(
            i -> {
              DoubleStream image =
                  IntStream.range(i * d, (i + 1) * d).mapToDouble(at -> Math.abs(values[at]));
              return switch (norm) {
                case LINF -> image.max().orElseThrow();
                case L2 -> Math.sqrt(image.map(value -> value * value).sum());
                case L1 -> image.sum();
              };
            })
        .toArray();
  }

  /** Sum over the images of log sum exp z − z_y. */
  static double crossEntropy(INDArray logits, int[] labels) {
    double[][] rows = logits.toDoubleMatrix();
    return IntStream.range(0, rows.length)
        .mapToDouble(
            i -> {
              double sum = 0;
              for (double logit : rows[i]) {
                sum += Math.exp(logit - rows[i][labels[i]]);
              }
              return Math.log(sum);
            })
        .sum();
  }
}
