package org.purify4j.diffusion.engine.nd4j;

import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.engine.InputRecorder;
import org.purify4j.diffusion.engine.RecordedPass;
import org.purify4j.diffusion.engine.nd4j.KernelContext.Purpose;
import org.purify4j.diffusion.gradient.DualTape;
import org.purify4j.diffusion.gradient.SecondDerivative;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Network;

/**
 * A network executed by ND4J's native operations in static plans: one for forward passes, laid out
 * at once, one for gradients and one for second derivatives, each laid out when the first pass of
 * its kind is recorded.
 */
public final class Nd4jNetwork implements ExecutableNetwork {
  private final Network network;
  private final Map<String, INDArray> weights;
  private final int batchSize;
  private final DataType type;
  private final Nd4jPlan forward;
  private final InputRecorder recorder = new InputRecorder(new GradientPass());
  private Optional<Nd4jPlan> gradient = Optional.empty();
  private Optional<Nd4jDualPlan> dual = Optional.empty();
  private long dualPasses;

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

  @Override
  public DualTape recordAlong(INDArray x, INDArray direction, Conditioning conditioning) {
    recorder.requireOpen();
    return new Along(x, direction, conditioning);
  }

  @Override
  public SecondDerivative secondDerivative() {
    return SecondDerivative.EXACT;
  }

  /** A pass along a direction, repeated when another has used the plan in the meantime. */
  private final class Along implements DualTape {
    private final INDArray x;
    private final INDArray direction;
    private final Conditioning conditioning;
    private Optional<Nd4jDualPlan.Dual> output = Optional.empty();
    private long own;

    Along(INDArray x, INDArray direction, Conditioning conditioning) {
      this.x = x;
      this.direction = direction;
      this.conditioning = conditioning;
    }

    private Nd4jDualPlan.Dual restored() {
      recorder.requireOpen();
      if (dual.isEmpty()) {
        dual = Optional.of(new Nd4jDualPlan(network, weights, batchSize, type));
      }
      if (output.isEmpty() || own != dualPasses) {
        dualPasses++;
        own = dualPasses;
        output = Optional.of(dual.get().forward(x, direction, conditioning));
      }
      return output.get();
    }

    @Override
    public INDArray output() {
      return restored().value();
    }

    @Override
    public INDArray outputTangent() {
      return restored().change();
    }

    @Override
    public INDArray gradient(INDArray cotangent) {
      return backward(cotangent, Nd4j.zeros(cotangent.dataType(), cotangent.shape())).value();
    }

    @Override
    public INDArray gradientTangent(INDArray cotangent, INDArray cotangentTangent) {
      return backward(cotangent, cotangentTangent).change();
    }

    private Nd4jDualPlan.Dual backward(INDArray cotangent, INDArray cotangentTangent) {
      restored();
      return dual.orElseThrow().backward(cotangent, cotangentTangent);
    }
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
    return forward.bytes()
        + gradient.map(Nd4jPlan::bytes).orElse(0L)
        + dual.map(Nd4jDualPlan::bytes).orElse(0L);
  }

  @Override
  public void close() {
    recorder.close();
    forward.close();
    gradient.ifPresent(Nd4jPlan::close);
    dual.ifPresent(Nd4jDualPlan::close);
  }
}
