package org.purify4j.attack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.purify4j.diffusion.catalogue.Bound;

/**
 * How far an attack may move an image.
 *
 * @param norm how the perturbation is measured
 * @param epsilon the largest perturbation in that norm, in pixel units (pixels are in [0, 1]),
 *     within {@link Bound#EPSILON}
 */
public record Budget(Norm norm, double epsilon) {
  public Budget {
    Bound.EPSILON.require(epsilon);
  }

  /**
   * The usual budget in this norm for CIFAR-10: 8/255 in L∞, 0.5 in L2 (Croce et al.,
   * "RobustBench", 2021), 12 in L1 (Croce and Hein, "Mind the box", 2021).
   */
  public static Budget usual(Norm norm) {
    return new Budget(
        norm,
        switch (norm) {
          case LINF -> 8 / 255.0;
          case L2 -> 0.5;
          case L1 -> 12;
        });
  }

  /** The same with another size. */
  public Budget withEpsilon(double newEpsilon) {
    return new Budget(norm, newEpsilon);
  }

  /** Into [0, 1]; moves no pixel away from an image that is in [0, 1] itself. */
  static INDArray pixels(INDArray images) {
    return Transforms.max(Transforms.min(images, 1.0, false), 0.0, false);
  }

  /** Adds norm and size to an attack's settings. */
  void addTo(ObjectNode settings) {
    settings.put("norm", norm.text()).put("eps", epsilon);
  }
}
