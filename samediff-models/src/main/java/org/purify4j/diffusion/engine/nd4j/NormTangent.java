package org.purify4j.diffusion.engine.nd4j;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.purify4j.diffusion.array.StepScratch;
import org.purify4j.diffusion.network.Op;

/**
 * Normalisation along a direction. With c the input, centred or not, A an average, r = (A(c²) +
 * ε)^(−1/2), n = c·r and w = gradient·a, a being the gain of a channel, the gradient is {@code dx =
 * r·(w − A(w) − n·A(w·n))}, without A(w) if c is not centred. This is its derivative.
 */
final class NormTangent implements TangentKernel {
  private final DualNode node;
  private final Statistics statistics;
  private final INDArray gamma;

  /**
   * What is averaged.
   *
   * @param shape {@code [b, ., .]}, in which a map is seen
   * @param axis over which averages are taken
   * @param centred whether the mean is subtracted first, and A is a mean; else it is a sum
   * @param epsilon ε; if c is not centred, the least value of A(c²)
   */
  private record Statistics(long[] shape, int axis, boolean centred, double epsilon) {
    INDArray seen(INDArray map) {
      return map.reshape('c', shape);
    }

    INDArray average(INDArray seen) {
      return centred ? seen.mean(true, axis) : seen.sum(true, axis);
    }

    INDArray centre(INDArray seen) {
      return centred ? seen.sub(average(seen)) : seen;
    }

    INDArray reciprocal(INDArray c) {
      INDArray squares = average(c.mul(c));
      INDArray positive = centred ? squares.addi(epsilon) : Transforms.max(squares, epsilon, false);
      return Transforms.pow(positive, -0.5, false);
    }
  }

  private NormTangent(DualNode node, Statistics statistics, INDArray gamma) {
    this.node = node;
    this.statistics = statistics;
    this.gamma = gamma;
  }

  static NormTangent of(Op.GroupNorm op, KernelContext context, DualNode node) {
    INDArray x = node.value();
    long[] shape = {x.size(0), op.groups(), x.length() / (x.size(0) * op.groups())};
    INDArray gamma = context.weight(op.weight(), 1, x.size(1));
    return new NormTangent(node, new Statistics(shape, 2, true, op.epsilon()), gamma);
  }

  static NormTangent of(Op.RmsNorm op, KernelContext context, DualNode node) {
    INDArray x = node.value();
    long[] shape = {x.size(0), x.size(1), x.size(2) * x.size(3)};
    INDArray gamma = context.weight(op.gain(), 1, x.size(1)).muli(Math.sqrt(x.size(1)));
    double least = Op.RmsNorm.EPSILON * Op.RmsNorm.EPSILON;
    return new NormTangent(node, new Statistics(shape, 1, false, least), gamma);
  }

  /** n, r and their tangents. */
  private final class Normal {
    final INDArray n;
    final INDArray r;
    final INDArray ofN;
    final INDArray ofR;

    Normal() {
      INDArray c = statistics.centre(statistics.seen(node.values()[0]));
      INDArray ofC = statistics.centre(statistics.seen(node.tangents()[0]));
      r = statistics.reciprocal(c);
      ofR = statistics.average(c.mul(ofC)).muli(r).muli(r).muli(r).negi();
      n = c.mul(r);
      ofN = ofC.mul(r).addi(c.mul(ofR));
    }
  }

  @Override
  public void forward() {
    StepScratch.run(
        () -> {
          INDArray map = new Normal().ofN.reshape('c', node.tangent().shape());
          node.tangent().assign(map.muli(gain()));
        });
  }

  @Override
  public Runnable backward(INDArray gradient, INDArray tangent, INDArray[] targets) {
    return () ->
        StepScratch.run(
            () -> {
              INDArray gain = gain();
              INDArray w = statistics.seen(gradient.mul(gain));
              INDArray ofW = statistics.seen(tangent.mul(gain));
              targets[0].assign(tangentOf(w, ofW).reshape('c', targets[0].shape()));
            });
  }

  private INDArray tangentOf(INDArray w, INDArray ofW) {
    Normal at = new Normal();
    INDArray along = statistics.average(w.mul(at.n));
    INDArray ofAlong = statistics.average(ofW.mul(at.n).addi(w.mul(at.ofN)));
    INDArray inner = statistics.centre(w).sub(at.n.mul(along));
    INDArray ofInner = statistics.centre(ofW).sub(at.ofN.mul(along)).subi(at.n.mul(ofAlong));
    return inner.muli(at.ofR).addi(ofInner.muli(at.r));
  }

  /** The gain of each channel, {@code [b or 1, c, 1, 1]}. */
  private INDArray gain() {
    INDArray gain = scale().map(scale -> scale.add(1).muli(gamma)).orElse(gamma);
    return gain.reshape('c', gain.size(0), gain.size(1), 1, 1);
  }

  /** The scale that the network derives from the time, {@code [b, c]}, if it does. */
  private Optional<INDArray> scale() {
    return node.values().length == 1
        ? Optional.empty()
        : Optional.of(
            node.values()[1]
                .get(NDArrayIndex.all(), NDArrayIndex.interval(0, gamma.length()))
                .dup('c'));
  }
}
