package org.purify4j.victim;

import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationHardTanH;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.activations.impl.ActivationThresholdedReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The second derivative σ'' of an activation that treats every number by itself, which DL4J does
 * not have.
 */
@FunctionalInterface
interface Curvature {
  /** Those of which it is 0 everywhere but at kinks, where it counts as 0 too. */
  List<Class<? extends IActivation>> STRAIGHT =
      List.of(
          ActivationIdentity.class,
          ActivationReLU.class,
          ActivationReLU6.class,
          ActivationLReLU.class,
          ActivationThresholdedReLU.class,
          ActivationHardTanH.class,
          ActivationHardSigmoid.class);

  /**
   * Computes σ''.
   *
   * @param z where, not modified
   * @return freshly allocated
   */
  INDArray at(INDArray z);

  /** Returns that of an activation; empty if it is not known. */
  static Optional<Curvature> of(IActivation activation) {
    if (STRAIGHT.contains(activation.getClass())) {
      return Optional.of(z -> z.mul(0));
    } else if (activation.getClass() == ActivationTanH.class) {
      return Optional.of(Curvature::ofTanh);
    } else if (activation.getClass() == ActivationSigmoid.class) {
      return Optional.of(z -> logisticSlope(z).muli(Transforms.sigmoid(z).muli(-2).addi(1)));
    } else if (activation.getClass() == ActivationSoftPlus.class) {
      return Optional.of(Curvature::logisticSlope);
    } else if (activation.getClass() == ActivationSwish.class) {
      return Optional.of(
          z -> logisticSlope(z).muli(Transforms.sigmoid(z).muli(-2).addi(1).muli(z).addi(2)));
    } else if (activation instanceof ActivationELU elu) {
      return Optional.of(z -> ofElu(z, elu.getAlpha()));
    }
    return Optional.empty();
  }

  private static INDArray ofTanh(INDArray z) {
    INDArray y = Transforms.tanh(z);
    return y.mul(y).subi(1).muli(y).muli(2);
  }

  /** α eᶻ below 0; above it, where eᶻ may be infinite, 0. */
  private static INDArray ofElu(INDArray z, double alpha) {
    INDArray below = z.lt(0).castTo(z.dataType());
    return Transforms.exp(Transforms.min(z, 0, true), false).muli(alpha).muli(below);
  }

  /** s(1 − s) of s = sigmoid(z), the slope of the sigmoid. */
  private static INDArray logisticSlope(INDArray z) {
    INDArray s = Transforms.sigmoid(z);
    return s.mul(s).rsubi(s);
  }
}
