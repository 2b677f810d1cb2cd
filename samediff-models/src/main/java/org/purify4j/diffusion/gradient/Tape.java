package org.purify4j.diffusion.gradient;

import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A computation that was recorded so that it can be differentiated: its output, and the
 * vector-Jacobian product with respect to its input. Networks, classifiers and whole purification
 * chains all give one.
 *
 * <p>A tape may need the input it was recorded from, which must stay as it was while the tape is in
 * use. It is usable as long as what recorded it is open, also after further calls of that: where
 * memory has been used again since, {@link #gradient} repeats the forward pass, so asking at once
 * is the cheap way. Not thread-safe.
 */
public interface Tape extends AutoCloseable {
  /** What the computation gave; not to be modified. */
  INDArray output();

  /**
   * The gradient with respect to the input of {@code <output, cotangent>}: dL/dinput for a
   * cotangent of dL/doutput. It may be asked for several times.
   *
   * @param cotangent of the shape of {@link #output}, not modified
   * @return of the shape of the input; who owns it is told by what recorded the tape
   */
  INDArray gradient(INDArray cotangent);

  /** Frees what the tape holds; it is unusable afterwards. */
  @Override
  default void close() {}

  /**
   * A tape that holds nothing to be freed.
   *
   * @param output what the computation gave
   * @param gradient from a cotangent to the gradient; may be called several times
   */
  static Tape of(INDArray output, UnaryOperator<INDArray> gradient) {
    return new Tape() {
      @Override
      public INDArray output() {
        return output;
      }

      @Override
      public INDArray gradient(INDArray cotangent) {
        return gradient.apply(cotangent);
      }
    };
  }
}
