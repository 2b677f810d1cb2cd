package org.purify4j.diffusion.engine.vector;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.purify4j.diffusion.engine.vector.simd.Lanes;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.Node;
import org.purify4j.diffusion.network.Shape;

/**
 * The memory of a plan. While the plan is laid out, an array that is no longer needed is given back
 * and reused for a later map that fits; when the plan runs, nothing is allocated.
 */
final class Buffers {
  private final int batch;
  private final int tail;
  private final List<float[]> free = new ArrayList<>();
  private long floats;

  Buffers(Network network, int batch) {
    this.batch = batch;
    this.tail =
        network.nodes().stream()
            .map(Node::shape)
            .mapToInt(shape -> Lanes.padded(shape.channels()))
            .max()
            .orElse(Lanes.PANEL);
  }

  /** A map of undefined content. */
  FeatureMap acquire(Shape shape) {
    int stride = Lanes.padded(shape.channels());
    long length = (long) batch * shape.height() * shape.width() * stride;
    if (length > Integer.MAX_VALUE - tail - Lanes.PANEL) {
      throw new IllegalArgumentException(
          "batch: got " + batch + " maps of " + shape + ", must be below 2^31 floats together");
    }
    float[] data = take((int) length).orElseGet(() -> allocate((int) length));
    return new FeatureMap(
        data, batch, shape.height(), shape.width(), shape.channels(), stride, data.length - tail);
  }

  /** The smallest free array that fits, if it does not waste more than it uses. */
  private Optional<float[]> take(int length) {
    Optional<float[]> fitting =
        free.stream()
            .filter(array -> array.length - tail >= length)
            .filter(array -> array.length - tail <= 2L * length)
            .min(Comparator.comparingInt(array -> array.length));
    fitting.ifPresent(array -> free.removeIf(other -> other == array));
    return fitting;
  }

  private float[] allocate(int length) {
    floats += length + tail;
    return new float[length + tail];
  }

  /** Gives a map back: it may be overwritten by whatever is acquired next. */
  void release(FeatureMap map) {
    free.add(map.data());
  }

  int batch() {
    return batch;
  }

  /** Bytes of all arrays. */
  long bytes() {
    return floats * Float.BYTES;
  }
}
