package org.purify4j.diffusion.engine.vector;

import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.engine.InputRecorder;
import org.purify4j.diffusion.engine.RecordedPass;
import org.purify4j.diffusion.engine.vector.VectorPlan.Purpose;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Network;

/**
 * A network executed in float32 on the processor's vector units in static plans: one for forward
 * passes, laid out at once, and one for gradients, laid out when the first pass is recorded.
 */
final class VectorNetwork implements ExecutableNetwork {
  private final Network network;
  private final PackedWeights weights;
  private final int batchSize;
  private final WorkerThreads workers;
  private final VectorPlan forward;
  private final INDArray output;
  private final INDArray recordedOutput;
  private final INDArray imageGradient;
  private final InputRecorder recorder = new InputRecorder(new GradientPass());
  private Optional<VectorPlan> gradient = Optional.empty();

  /**
   * Lays the network out.
   *
   * @param network the network at its image size
   * @param weights of the model, shared
   * @param batchSize images per call
   * @param threads that compute together
   */
  VectorNetwork(Network network, PackedWeights weights, int batchSize, int threads) {
    this.network = network;
    this.weights = weights;
    this.batchSize = batchSize;
    this.workers = new WorkerThreads(threads);
    this.forward = new VectorPlan(network, weights, batchSize, workers, Purpose.FORWARD);
    long[] outputShape = network.output().shape().withBatch(batchSize);
    this.output = Nd4j.create(DataType.FLOAT, outputShape);
    this.recordedOutput = Nd4j.create(DataType.FLOAT, outputShape);
    this.imageGradient = Nd4j.create(DataType.FLOAT, network.input().shape().withBatch(batchSize));
  }

  @Override
  public int batchSize() {
    return batchSize;
  }

  @Override
  public INDArray forward(INDArray x, Conditioning conditioning) {
    recorder.requireOpen();
    forward.forward(x, conditioning, output);
    return output;
  }

  @Override
  public Tape record(INDArray x, Conditioning conditioning) {
    return recorder.record(x, conditioning);
  }

  /** The plan for gradients, which shares no array with the other. */
  private final class GradientPass implements RecordedPass<INDArray> {
    @Override
    public INDArray forward(INDArray x, Conditioning conditioning) {
      if (gradient.isEmpty()) {
        gradient =
            Optional.of(new VectorPlan(network, weights, batchSize, workers, Purpose.GRADIENT));
      }
      gradient.get().forward(x, conditioning, recordedOutput);
      return recordedOutput;
    }

    @Override
    public INDArray backward(INDArray cotangent) {
      gradient.orElseThrow().backward(cotangent, imageGradient);
      return imageGradient;
    }
  }

  @Override
  public long bytes() {
    return weights.bytes() + forward.bytes() + gradient.map(VectorPlan::bytes).orElse(0L);
  }

  @Override
  public void close() {
    recorder.close();
    workers.close();
    output.close();
    recordedOutput.close();
    imageGradient.close();
  }
}
