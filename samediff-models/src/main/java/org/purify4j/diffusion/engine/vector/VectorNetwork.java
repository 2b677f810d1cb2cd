package org.purify4j.diffusion.engine.vector;

import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.engine.vector.VectorPlan.Purpose;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Network;

/**
 * Executes a network in float32 on the processor's vector units, by static plans: one for forward
 * passes, laid out at once, and one for gradients, laid out when the first is asked for.
 */
public final class VectorNetwork implements ExecutableNetwork {
  private final Network network;
  private final PackedWeights weights;
  private final int batchSize;
  private final WorkerThreads workers;
  private final VectorPlan forward;
  private final INDArray output;
  private final INDArray imageGradient;
  private VectorPlan gradient;

  /**
   * Lays the network out.
   *
   * @param network the network at its image size
   * @param weights of the model, shared
   * @param batchSize images per call
   * @param threads that compute together
   */
  public VectorNetwork(Network network, PackedWeights weights, int batchSize, int threads) {
    this.network = network;
    this.weights = weights;
    this.batchSize = batchSize;
    this.workers = new WorkerThreads(threads);
    this.forward = new VectorPlan(network, weights, batchSize, workers, Purpose.FORWARD);
    this.output = Nd4j.create(DataType.FLOAT, network.output().shape().withBatch(batchSize));
    this.imageGradient = Nd4j.create(DataType.FLOAT, network.input().shape().withBatch(batchSize));
  }

  /** Whether this JVM's heap holds the network's weights in the form this engine reads. */
  public static boolean fits(Network network) {
    return WeightMemory.fits(network, Runtime.getRuntime().maxMemory());
  }

  @Override
  public int batchSize() {
    return batchSize;
  }

  @Override
  public INDArray forward(INDArray x, Conditioning conditioning) {
    forward.forward(x, conditioning, output);
    return output;
  }

  @Override
  public INDArray inputGradient(
      INDArray x, Conditioning conditioning, UnaryOperator<INDArray> cotangent) {
    if (gradient == null) {
      gradient = new VectorPlan(network, weights, batchSize, workers, Purpose.GRADIENT);
    }
    gradient.forward(x, conditioning, output);
    gradient.backward(cotangent.apply(output), imageGradient);
    return imageGradient;
  }

  @Override
  public long bytes() {
    return weights.bytes() + forward.bytes() + (gradient == null ? 0 : gradient.bytes());
  }

  @Override
  public void close() {
    workers.close();
    output.close();
    imageGradient.close();
  }
}
