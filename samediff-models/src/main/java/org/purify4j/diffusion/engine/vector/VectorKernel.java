package org.purify4j.diffusion.engine.vector;

import org.purify4j.diffusion.engine.vector.simd.Lanes;

/**
 * Computes one step of a plan, forward and backward, on maps it was bound to. All memory is taken
 * while the plan is laid out.
 */
interface VectorKernel {
  /** Computes the step's value from its inputs. */
  void forward();

  /**
   * Binds the backward pass to gradients.
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

  /** Whether the gradients of its weights read the first input again. */
  default boolean learnsFromInput() {
    return false;
  }

  /**
   * Binds the gradients with respect to all that is not a map: weights, and values that depend on
   * time and class.
   *
   * @param gradient of the step's value
   * @param to where they go
   * @return what computes them; runs right after what {@link #backward} has bound
   */
  default Runnable learn(FeatureMap gradient, LearnedWeights to) {
    return () -> {};
  }

  /**
   * Where the gradient of an input goes.
   *
   * @param map overwritten
   * @param plus the values to which the gradient is added: the map's own, or {@link Lanes#NOTHING}
   */
  record Target(FeatureMap map, float[] plus) {}
}
