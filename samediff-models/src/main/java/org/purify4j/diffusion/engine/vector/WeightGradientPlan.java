package org.purify4j.diffusion.engine.vector;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The backward pass from a network's output to all its weights, after the forward pass of the plan
 * it belongs to.
 *
 * @param maps the part that depends on the image
 * @param branch the part that depends on time and class alone
 * @param branchGradient the backward pass of that part
 * @param staging of the plan
 */
record WeightGradientPlan(
    BackwardPlan maps,
    ConditioningBranch branch,
    ConditioningBranchGradient branchGradient,
    float[] staging) {
  /** Has what depends on the weights alone computed anew with the next forward pass. */
  void weightsChanged() {
    branch.forget();
  }

  /**
   * Runs backward.
   *
   * @param classes of the images of the forward pass
   */
  void run(INDArray cotangent, int[] classes) {
    branchGradient.clear();
    maps.run(cotangent, staging);
    branchGradient.run(classes);
  }
}
