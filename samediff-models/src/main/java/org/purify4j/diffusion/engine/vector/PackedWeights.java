package org.purify4j.diffusion.engine.vector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.vector.Taps.Direction;
import org.purify4j.diffusion.engine.vector.simd.Lanes;
import org.purify4j.diffusion.network.Parameters;

/**
 * The weights of a model in the forms the kernels read, each made when it is first asked for and
 * shared by all networks of the model. Thread-safe, but for {@link #refill}.
 */
final class PackedWeights {
  private final Function<String, float[]> weights;
  private final Function<String, long[]> shapes;
  private final Map<Key, PackedKernel> kernels = new ConcurrentHashMap<>();
  private final Map<String, float[]> padded = new ConcurrentHashMap<>();

  /** The forms of a kernel. */
  enum Form {
    DIRECT,
    WINOGRAD
  }

  private record Key(String name, Form form, Direction direction) {}

  private record Panel(PackedKernel kernel, int index, Taps taps) {}

  /**
   * Of a model's weights.
   *
   * @param weights by name; read, not copied, whenever a form is made
   */
  PackedWeights(Map<String, INDArray> weights) {
    this.weights = name -> Transfer.floats(Parameters.required(weights, name));
    this.shapes = name -> Parameters.required(weights, name).shape();
  }

  /**
   * Of weights in training.
   *
   * @param weights read, not copied, whenever a form is made or {@linkplain #refill made anew}
   */
  PackedWeights(Parameters weights) {
    this.weights = weights::tensor;
    this.shapes = weights::shape;
  }

  /** A convolution's weights {@code [out, in, k, k]} or {@code [out, in, 1]}, or a matrix. */
  PackedKernel kernel(String name, Form form, Direction direction) {
    return kernels.computeIfAbsent(new Key(name, form, direction), this::pack);
  }

  private PackedKernel pack(Key key) {
    Taps taps = taps(key);
    return key.form() == Form.WINOGRAD ? PackedKernel.winograd(taps) : PackedKernel.direct(taps);
  }

  private Taps taps(Key key) {
    long[] shape = shapes.apply(key.name());
    int size = shape.length == 4 ? (int) shape[2] : 1;
    boolean forward = key.direction() == Direction.FORWARD;
    return new Taps(
        raw(key.name()),
        (int) shape[forward ? 0 : 1],
        (int) shape[forward ? 1 : 0],
        size,
        key.direction());
  }

  /** One value per channel, padded with zeros to whole panels; not to be modified. */
  float[] padded(String name) {
    return padded.computeIfAbsent(
        name,
        key -> {
          float[] values = raw(key);
          return Arrays.copyOf(values, Lanes.padded(values.length));
        });
  }

  /** Any parameter, row by row. */
  float[] raw(String name) {
    return weights.apply(name);
  }

  /** Makes all forms anew, in the arrays they are in, when the weights have changed. */
  void refill(WorkerThreads workers) {
    padded.forEach(
        (name, row) -> {
          float[] values = raw(name);
          System.arraycopy(values, 0, row, 0, values.length);
        });
    List<Panel> panels = new ArrayList<>();
    kernels.forEach(
        (key, kernel) -> {
          Taps taps = taps(key);
          for (int panel = 0; panel < kernel.panels(); panel++) {
            panels.add(new Panel(kernel, panel, taps));
          }
        });
    workers.run(
        panels.size(),
        (from, to, worker) ->
            panels
                .subList(from, to)
                .forEach(panel -> panel.kernel().fill(panel.index(), panel.taps())));
  }

  /** Bytes of all forms made so far. */
  long bytes() {
    return kernels.values().stream().mapToLong(k -> (long) k.data().length * Float.BYTES).sum();
  }
}
