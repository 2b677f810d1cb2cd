package org.purify4j.diffusion.engine.vector;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.engine.InputRecorder;
import org.purify4j.diffusion.engine.RecordedPass;
import org.purify4j.diffusion.engine.vector.VectorPlan.Purpose;
import org.purify4j.diffusion.fault.ClosedException;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Network;

/**
 * A network executed in float32 on the processor's vector units in static plans: one for forward
 * passes, laid out at once, and one for each recording that is held for its gradient, laid out when
 * it is first made.
 */
final class VectorNetwork implements ExecutableNetwork {
  private final Network network;
  private final PackedWeights weights;
  private final int batchSize;
  private final WorkerThreads workers;
  private final VectorPlan forward;
  private final INDArray output;
  private final INDArray imageGradient;
  private final List<Recording> recordings = new ArrayList<>();
  private int held = 1;
  private int next;
  private boolean closed;

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
    this.imageGradient = Nd4j.create(DataType.FLOAT, network.input().shape().withBatch(batchSize));
  }

  @Override
  public int batchSize() {
    return batchSize;
  }

  @Override
  public INDArray forward(INDArray x, Conditioning conditioning) {
    requireOpen();
    forward.forward(x, conditioning, output);
    return output;
  }

  @Override
  public Tape record(INDArray x, Conditioning conditioning) {
    requireOpen();
    next = next < held ? next : 0;
    if (next == recordings.size()) {
      recordings.add(new Recording());
    }
    return recordings.get(next++).recorder.record(x, conditioning);
  }

  /** Each recording but the first takes its part of {@link RecordingMemory}. */
  @Override
  public int holdRecordings(INDArray x, int wanted) {
    requireOpen();
    if (recordings.isEmpty()) {
      recordings.add(new Recording());
    }
    long bytes = recordings.get(0).plan.bytes();
    while (held < wanted && RecordingMemory.SHARED.take(bytes)) {
      held++;
    }
    next = 0;
    return Math.min(held, wanted);
  }

  private void requireOpen() {
    if (closed) {
      throw new ClosedException("network");
    }
  }

  /**
   * The memory of one recording: a plan for gradients, which shares no array but that of the
   * gradient with any other.
   */
  private final class Recording implements RecordedPass<INDArray> {
    private final VectorPlan plan =
        new VectorPlan(network, weights, batchSize, workers, Purpose.GRADIENT);
    private final INDArray recordedOutput = Nd4j.create(DataType.FLOAT, output.shape());
    private final InputRecorder recorder = new InputRecorder(this);

    @Override
    public INDArray forward(INDArray x, Conditioning conditioning) {
      plan.forward(x, conditioning, recordedOutput);
      return recordedOutput;
    }

    @Override
    public INDArray backward(INDArray cotangent) {
      plan.backward(cotangent, imageGradient);
      return imageGradient;
    }

    private void close() {
      recorder.close();
      recordedOutput.close();
    }
  }

  @Override
  public long bytes() {
    return weights.bytes()
        + forward.bytes()
        + recordings.stream().mapToLong(recording -> recording.plan.bytes()).sum();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (held > 1) {
      RecordingMemory.SHARED.giveBack((held - 1) * recordings.get(0).plan.bytes());
    }
    recordings.forEach(Recording::close);
    recordings.clear();
    workers.close();
    output.close();
    imageGradient.close();
  }
}
