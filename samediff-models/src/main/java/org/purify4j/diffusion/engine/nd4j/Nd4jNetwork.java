package org.purify4j.diffusion.engine.nd4j;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.engine.nd4j.KernelContext.Purpose;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Network;

/**
 * Executes a network by static plans: one for forward passes, laid out at once, and one for
 * gradients, laid out when the first is asked for.
 */
public final class Nd4jNetwork implements ExecutableNetwork {
  private final Network network;
  private final Map<String, INDArray> weights;
  private final int batchSize;
  private final DataType type;
  private final Nd4jPlan forward;
  private Nd4jPlan gradient;

  /**
   * Lays the network out.
   *
   * @param network the network at its image size
   * @param weights every parameter of the network; copied
   * @param batchSize images per call
   * @param type float32, or float64 for checks
   */
  public Nd4jNetwork(Network network, Map<String, INDArray> weights, int batchSize, DataType type) {
    this.network = network;
    this.weights = weights;
    this.batchSize = batchSize;
    this.type = type;
    this.forward = new Nd4jPlan(network, weights, batchSize, type, Purpose.FORWARD);
  }

  @Override
  public int batchSize() {
    return batchSize;
  }

  @Override
  public INDArray forward(INDArray x, Conditioning conditioning) {
    return forward.forward(x, conditioning);
  }

  @Override
  public INDArray inputGradient(
      INDArray x, Conditioning conditioning, UnaryOperator<INDArray> cotangent) {
    if (gradient == null) {
      gradient = new Nd4jPlan(network, weights, batchSize, type, Purpose.GRADIENT);
    }
    INDArray output = gradient.forward(x, conditioning);
    return gradient.backward(cotangent.apply(output));
  }

  @Override
  public long bytes() {
    return forward.bytes() + (gradient == null ? 0 : gradient.bytes());
  }

  @Override
  public void close() {
    forward.close();
    if (gradient != null) {
      gradient.close();
    }
  }
}
