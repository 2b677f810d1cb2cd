package org.purify4j.diffusion.vector;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.simd.Lanes;
import org.purify4j.diffusion.vector.Taps.Direction;

/**
 * The weights of a model in the forms the kernels read, each made when it is first asked for and
 * shared by all predictors of the model. Thread-safe.
 */
public final class PackedWeights {
  private final Map<String, INDArray> weights;
  private final Map<Key, PackedKernel> kernels = new ConcurrentHashMap<>();

  /** The forms of a kernel. */
  enum Form {
    DIRECT,
    WINOGRAD
  }

  private record Key(String name, Form form, Direction direction) {}

  /**
   * Of a model's weights.
   *
   * @param weights by name; read, not copied, whenever a form is made
   */
  public PackedWeights(Map<String, INDArray> weights) {
    this.weights = weights;
  }

  /** A convolution's weights {@code [out, in, k, k]} or {@code [out, in, 1]}, or a matrix. */
  PackedKernel kernel(String name, Form form, Direction direction) {
    return kernels.computeIfAbsent(new Key(name, form, direction), this::pack);
  }

  private PackedKernel pack(Key key) {
    INDArray array = weights.get(key.name());
    int size = array.rank() == 4 ? (int) array.size(2) : 1;
    boolean forward = key.direction() == Direction.FORWARD;
    Taps taps =
        new Taps(
            Transfer.floats(array),
            (int) array.size(forward ? 0 : 1),
            (int) array.size(forward ? 1 : 0),
            size,
            key.direction());
    return key.form() == Form.WINOGRAD ? PackedKernel.winograd(taps) : PackedKernel.direct(taps);
  }

  /** A vector, padded with zeros to whole panels. */
  float[] vector(String name) {
    float[] values = Transfer.floats(weights.get(name));
    return Arrays.copyOf(values, Lanes.padded(values.length));
  }

  /** Any parameter, row by row. */
  float[] raw(String name) {
    return Transfer.floats(weights.get(name));
  }

  /** Bytes of all forms made so far. */
  long bytes() {
    return kernels.values().stream().mapToLong(k -> (long) k.data().length * Float.BYTES).sum();
  }
}
