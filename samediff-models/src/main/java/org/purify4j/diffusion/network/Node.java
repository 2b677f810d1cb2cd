package org.purify4j.diffusion.network;

import java.util.List;

/**
 * One value of a {@link Network}: its place in the order, what computes it, the places of the
 * earlier values it is computed from, and its shape without the batch.
 */
public record Node(int id, Op op, List<Integer> inputs, Shape shape) {
  public Node {
    inputs = List.copyOf(inputs);
  }

  /** Whether the value depends on the image, so that a gradient flows through it. */
  public boolean dependsOnImage() {
    return shape.isMap();
  }
}
