package org.purify4j.diffusion.engine.vector;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.network.Conditioning;

/**
 * The way back from a network's output to all its weights, after the forward pass of the plan it
 * belongs to.
 *
 * @param maps the part that depends on the image
 * @param vectors the part that depends on time and class alone
 * @param vectorsBack its way back
 * @param staging of the plan
 */
record WeightGradientPlan(
    BackwardPlan maps,
    ConditioningBranch vectors,
    ConditioningBranchGradient vectorsBack,
    float[] staging) {
  /** Has what depends on the weights alone computed anew with the next forward pass. */
  void weightsChanged() {
    vectors.forget();
  }

  /** Runs backward. */
  void run(INDArray cotangent, Conditioning conditioning) {
    vectorsBack.clear();
    maps.run(cotangent, staging);
    vectorsBack.run(conditioning.classes());
  }
}
