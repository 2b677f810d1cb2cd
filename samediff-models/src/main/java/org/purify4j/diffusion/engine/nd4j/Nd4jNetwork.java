package org.purify4j.diffusion.engine.nd4j;

import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.engine.InputRecorder;
import org.purify4j.diffusion.engine.RecordedPass;
import org.purify4j.diffusion.engine.nd4j.KernelContext.Purpose;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Network;

/**
 * A network executed by ND4J's native operations in static plans: one for forward passes, laid out
 * at once, and one for gradients, laid out when the first pass is recorded.
 */
public final class Nd4jNetwork implements ExecutableNetwork {
  private final Network network;
  private final Map<String, INDArray> weights;
  private final int batchSize;
  private final DataType type;
  private final Nd4jPlan forward;
  private final InputRecorder recorder = new InputRecorder(new GradientPass());
  private Optional<Nd4jPlan> gradient = Optional.empty();

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
    recorder.requireOpen();
    return forward.forward(x, conditioning);
  }

  @Override
  public Tape record(INDArray x, Conditioning conditioning) {
    return recorder.record(x, conditioning);
  }

  /** The plan for gradients, which shares no array with the other; its backward pass reads only. */
  private final class GradientPass implements RecordedPass<INDArray> {
    @Override
    public INDArray forward(INDArray x, Conditioning conditioning) {
      if (gradient.isEmpty()) {
        gradient = Optional.of(new Nd4jPlan(network, weights, batchSize, type, Purpose.GRADIENT));
      }
      return gradient.get().forward(x, conditioning);
    }

    @Override
    public INDArray backward(INDArray cotangent) {
      return gradient.orElseThrow().backward(cotangent);
    }
  }

  @Override
  public long bytes() {
    return forward.bytes() + gradient.map(Nd4jPlan::bytes).orElse(0L);
  }

  @Override
  public void close() {
    recorder.close();
    forward.close();
    gradient.ifPresent(Nd4jPlan::close);
  }
}
