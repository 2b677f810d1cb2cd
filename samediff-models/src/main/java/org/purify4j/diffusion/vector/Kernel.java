package org.purify4j.diffusion.vector;

/**
 * A step bound to its maps, and the binding of its vector-Jacobian product to gradients. All memory
 * is taken while the plan is laid out.
 */
interface Kernel {
  /** Computes the step's value from its inputs. */
  void forward();

  /**
   * Binds the vector-Jacobian product.
   *
   * @param gradient of the step's value; may be overwritten if {@link #spoilsGradient}
   * @param targets what receives the gradients of the inputs that are maps, in order
   * @return what computes the targets
   */
  Runnable backward(FeatureMap gradient, Target[] targets);

  /** Whether the backward pass overwrites the gradient it is given. */
  default boolean spoilsGradient() {
    return false;
  }

  /** Whether the backward pass can add to its targets. */
  default boolean addsToTargets() {
    return false;
  }

  /** Whether the backward pass reads the inputs again. */
  default boolean readsInputAgain() {
    return false;
  }

  /**
   * Where the gradient of an input goes.
   *
   * @param map overwritten
   * @param plus the values to which the gradient is added: {@code map} itself, or null for none
   */
  record Target(FeatureMap map, FeatureMap plus) {
    float[] plusData() {
      return plus == null ? null : plus.data();
    }
  }
}
