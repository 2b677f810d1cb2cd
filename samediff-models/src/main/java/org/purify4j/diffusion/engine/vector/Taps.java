package org.purify4j.diffusion.engine.vector;

/**
 * The weights of a convolution as a forward or a backward pass sees them.
 *
 * @param weights {@code [out, in, size, size]} of the layer
 * @param outputs of this pass
 * @param inputs of this pass
 * @param size kernel size
 * @param direction of the pass
 */
record Taps(float[] weights, int outputs, int inputs, int size, Direction direction) {
  /** Backwards, a kernel is turned by 180° and its channels are swapped. */
  enum Direction {
    FORWARD,
    BACKWARD;

    /** The other one: how weights {@code [in, out]} are read in place of {@code [out, in]}. */
    Direction other() {
      return this == FORWARD ? BACKWARD : FORWARD;
    }
  }

  float at(int out, int in, int tap) {
    int area = size * size;
    return direction == Direction.FORWARD
        ? weights[(out * inputs + in) * area + tap]
        : weights[(in * outputs + out) * area + area - 1 - tap];
  }
}
