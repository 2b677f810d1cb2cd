package org.purify4j.diffusion.chain;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.gradient.DualTape;
import org.purify4j.diffusion.sampler.CleanEstimate;

/**
 * The clean image that a network estimates, recorded along a direction. The estimate is linear in
 * x_t and in the network's output wherever it is not clipped, and constant where it is.
 */
final class DualEstimate implements DualTape {
  private final CleanEstimate estimate;
  private final INDArray x;
  private final DualTape network;
  private final INDArray predicted;
  private final INDArray output;
  private final INDArray outputTangent;

  /**
   * Computes the estimate.
   *
   * @param x x_t
   * @param direction in which x_t changes
   * @param network recorded along it at x_t
   */
  DualEstimate(CleanEstimate estimate, INDArray x, INDArray direction, DualTape network) {
    this.estimate = estimate;
    this.x = x;
    this.network = network;
    this.predicted = network.output().dup('c'); // the network's next call overwrites its own
    this.output = estimate.of(x, predicted);
    this.outputTangent = estimate.tangent(x, predicted, direction, network.outputTangent());
  }

  @Override
  public INDArray output() {
    return output;
  }

  @Override
  public INDArray outputTangent() {
    return outputTangent;
  }

  @Override
  public INDArray gradient(INDArray cotangent) {
    CleanEstimate.Gradient found = estimate.pullback(x, predicted, cotangent);
    return found.x().addi(network.gradient(found.output()));
  }

  @Override
  public INDArray gradientTangent(INDArray cotangent, INDArray cotangentTangent) {
    INDArray ofOutput = estimate.pullback(x, predicted, cotangent).output();
    CleanEstimate.Gradient tangent = estimate.pullback(x, predicted, cotangentTangent);
    return tangent.x().addi(network.gradientTangent(ofOutput, tangent.output()));
  }

  @Override
  public void close() {
    network.close();
  }
}
