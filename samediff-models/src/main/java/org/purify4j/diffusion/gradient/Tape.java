package org.purify4j.diffusion.gradient;

import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A computation recorded for differentiation: its output, and the vector-Jacobian product with
 * respect to its input. Networks, classifiers and whole purification chains all return one.
 *
 * <p>A tape may refer to the input it was recorded from, which must not change while the tape is in
 * use. It stays usable as long as the object that recorded it is open, even after further calls of
 * that object: if its memory has been reused in the meantime, {@link #gradient} repeats the forward
 * pass. Asking for the gradient right after recording is therefore cheapest. Not thread-safe.
 */
public interface Tape extends AutoCloseable {
  /** Returns the output of the computation, which must not be modified. */
  INDArray output();

  /**
   * Computes the gradient of {@code <output, cotangent>} with respect to the input: dL/dinput if
   * the cotangent is dL/doutput. May be called several times.
   *
   * @param cotangent of the shape of {@link #output}, not modified
   * @return of the shape of the input; the method that recorded the tape says who owns it
   */
  INDArray gradient(INDArray cotangent);

  /** Frees the memory that the tape holds; the tape is unusable afterwards. */
  @Override
  default void close() {}

  /**
   * Creates a tape that holds no memory to be freed.
   *
   * @param output the output of the computation
   * @param gradient maps a cotangent to the gradient; may be called several times
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
