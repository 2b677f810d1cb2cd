package org.purify4j.diffusion.engine.vector;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.engine.RecordedPass;
import org.purify4j.diffusion.engine.TrainableNetwork;
import org.purify4j.diffusion.engine.WeightRecorder;
import org.purify4j.diffusion.engine.WeightTape;
import org.purify4j.diffusion.engine.vector.VectorPlan.Purpose;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.Parameters;

/**
 * A network whose weights are trained, executed in float32 on the processor's vector units. No bit
 * of the gradients depends on the number of threads.
 */
final class VectorTrainableNetwork implements TrainableNetwork {
  private final Parameters weights;
  private final Parameters gradient;
  private final PackedWeights packed;
  private final WorkerThreads workers;
  private final GradientWorkspace workspace = new GradientWorkspace();
  private final VectorPlan plan;
  private final WeightGradientPlan learning;
  private final INDArray output;
  private final WeightRecorder recorder = new WeightRecorder(new TrainingPass());

  /**
   * Lays the network out.
   *
   * @param network the network at its image size
   * @param batchSize images per call
   * @param threads that compute together
   */
  VectorTrainableNetwork(Network network, int batchSize, int threads) {
    this.weights = Parameters.zeros(network);
    this.gradient = Parameters.zeros(network);
    this.packed = new PackedWeights(weights);
    this.workers = new WorkerThreads(threads);
    this.plan = new VectorPlan(network, packed, batchSize, workers, Purpose.TRAINING);
    this.learning = plan.learning(new LearnedWeights(weights, gradient, workspace));
    this.output = Nd4j.create(DataType.FLOAT, network.output().shape().withBatch(batchSize));
  }

  @Override
  public void load(Parameters newWeights) {
    recorder.requireOpen();
    float[] values = newWeights.data();
    System.arraycopy(values, 0, weights.data(), 0, values.length);
    packed.refill(workers);
    learning.weightsChanged();
    recorder.weightsChanged();
  }

  @Override
  public WeightTape record(INDArray x, Conditioning conditioning) {
    return recorder.record(x, conditioning);
  }

  /** The one plan, forward and backward. */
  private final class TrainingPass implements RecordedPass<Parameters> {
    private int[] classes = {};

    @Override
    public INDArray forward(INDArray x, Conditioning conditioning) {
      plan.forward(x, conditioning, output);
      classes = conditioning.classes();
      return output;
    }

    @Override
    public Parameters backward(INDArray cotangent) {
      learning.run(cotangent, classes);
      return gradient;
    }
  }

  @Override
  public void close() {
    recorder.close();
    workers.close();
    output.close();
  }
}
