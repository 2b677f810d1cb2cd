package org.purify4j.diffusion.engine.samediff;

import static org.purify4j.diffusion.engine.samediff.NetworkGraph.IMAGE;

import java.util.Map;
import java.util.Objects;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.engine.InputRecorder;
import org.purify4j.diffusion.engine.RecordedPass;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Network;

/**
 * A network executed by SameDiff's own session and automatic differentiation. Slow; it is the
 * reference that the other engines are compared with.
 */
public final class SameDiffNetwork implements ExecutableNetwork {
  private final int batchSize;
  private final DataType type;
  private final NetworkGraph graph;
  private final InputRecorder recorder = new InputRecorder(new GraphPass());

  /**
   * Builds the graph.
   *
   * @param network the network at its image size
   * @param weights every parameter of the network; copied
   * @param batchSize images per call
   * @param type float32, or float64 for checks
   */
  public SameDiffNetwork(
      Network network, Map<String, INDArray> weights, int batchSize, DataType type) {
    this.batchSize = batchSize;
    this.type = type;
    this.graph = new NetworkGraph(type);
    long[] image = network.nodes().get(0).shape().withBatch(batchSize);
    SDVariable output =
        graph.add(network, weights, graph.graph().var(IMAGE, Nd4j.create(type, image)));
    graph.addLoss(output, network.output().shape().withBatch(batchSize));
  }

  @Override
  public int batchSize() {
    return batchSize;
  }

  @Override
  public INDArray forward(INDArray x, Conditioning conditioning) {
    recorder.requireOpen();
    recorder.overwritten();
    return run(x, graph.placeholders(conditioning));
  }

  private INDArray run(INDArray x, Map<String, INDArray> placeholders) {
    SameDiff session = graph.graph();
    session.associateArrayWithVariable(x.castTo(type), session.getVariable(IMAGE));
    return graph.output(placeholders);
  }

  @Override
  public Tape record(INDArray x, Conditioning conditioning) {
    return recorder.record(x, conditioning);
  }

  /** SameDiff's own backward pass begins with the forward pass again. */
  private final class GraphPass implements RecordedPass<INDArray> {
    private Map<String, INDArray> placeholders = Map.of();

    @Override
    public INDArray forward(INDArray x, Conditioning conditioning) {
      placeholders = graph.placeholders(conditioning);
      return run(x, placeholders);
    }

    @Override
    public INDArray backward(INDArray cotangent) {
      return Objects.requireNonNull(
          graph.gradients(placeholders, cotangent, IMAGE).get(IMAGE),
          "gradient: SameDiff has given none for the image");
    }
  }

  @Override
  public long bytes() {
    return graph.graph().variableMap().values().stream()
        .filter(variable -> variable.getArr() != null)
        .mapToLong(variable -> variable.getArr().length() * type.width())
        .sum();
  }

  @Override
  public void close() {
    recorder.close();
    graph.close();
  }
}
