package org.purify4j.diffusion.archive;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Refuses weights that no training that worked leaves behind: NaN, infinities, and sizes at which
 * the sums of squares in a network's norms leave the range of float32. With any of them a network
 * answers nonsense that clipping turns into a plausible image.
 */
public final class FiniteWeights {
  /**
   * The largest size of a weight. Squares of sums of 10⁴ products of such a weight, added up over
   * 10⁶ pixels, are 10³⁴, which float32 still holds.
   */
  public static final float LARGEST = 1e10f;

  private FiniteWeights() {}

  /**
   * Checks every element.
   *
   * @param weights float tensors by name
   * @throws IllegalArgumentException naming the first tensor with such an element, and the element
   */
  public static void check(Map<String, INDArray> weights) {
    weights.forEach(
        (name, tensor) ->
            problem(TensorFile.values(tensor), tensor.shape())
                .ifPresent(
                    problem -> {
                      throw new IllegalArgumentException(name + ": " + problem);
                    }));
  }

  /**
   * What is wrong with the elements of a tensor, to follow its name and a colon; empty if nothing
   * is.
   *
   * @param values the elements, row-major, from the beginning of the buffer to its limit
   * @param shape sizes, outermost first
   */
  public static Optional<String> problem(FloatBuffer values, long... shape) {
    for (int i = 0; i < values.limit(); i++) {
      float value = values.get(i);
      if (!(Math.abs(value) <= LARGEST)) {
        return Optional.of(
            "got "
                + value
                + " at "
                + Arrays.toString(index(i, shape))
                + ", must be finite and within ±"
                + LARGEST
                + " (the file is damaged, or its training failed)");
      }
    }
    return Optional.empty();
  }

  private static long[] index(long position, long... shape) {
    long[] index = new long[shape.length];
    long rest = position;
    for (int d = shape.length - 1; d >= 0; d--) {
      index[d] = rest % shape[d];
      rest /= shape[d];
    }
    return index;
  }
}
