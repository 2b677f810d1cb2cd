package org.purify4j.diffusion.array;

import java.util.OptionalInt;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Finds numbers that are not finite, which ND4J's minimum, maximum and clipping pass over. */
public final class Finite {
  private Finite() {}

  /** Whether all elements are finite. */
  public static boolean isFinite(INDArray values) {
    return Double.isFinite(values.sumNumber().doubleValue()) || firstNot(values).isEmpty();
  }

  /** Returns the position of the first element that is not finite, in row-major order. */
  public static OptionalInt firstNot(INDArray values) {
    double[] elements = values.dup('c').data().asDouble();
    for (int i = 0; i < elements.length; i++) {
      if (!Double.isFinite(elements[i])) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }
}
