package org.purify4j.diffusion.engine.samediff;

import java.util.HashMap;
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
  private static final String IMAGE = "image";
  private static final String TIME = "time";
  private static final String CLASSES = "classes";
  private static final String COTANGENT = "cotangent";
  private static final String OUTPUT = "output";

  private final int batchSize;
  private final DataType type;
  private final SameDiff graph = SameDiff.create();
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
    long[] image = network.nodes().get(0).shape().withBatch(batchSize);
    Map<String, SDVariable> inputs =
        Map.of(
            IMAGE,
            graph.var(IMAGE, Nd4j.create(type, image)),
            TIME,
            graph.placeHolder(TIME, type, -1),
            CLASSES,
            graph.placeHolder(CLASSES, DataType.INT32, -1));
    SDVariable output = SameDiffEmitter.emit(graph, network, weights, inputs, type).rename(OUTPUT);
    long[] shape = network.output().shape().withBatch(batchSize);
    SDVariable cotangent = graph.placeHolder(COTANGENT, type, shape);
    graph.sum("loss", output.mul(cotangent)).markAsLoss();
  }

  @Override
  public int batchSize() {
    return batchSize;
  }

  @Override
  public INDArray forward(INDArray x, Conditioning conditioning) {
    recorder.requireOpen();
    recorder.overwritten();
    return run(x, placeholders(conditioning));
  }

  private INDArray run(INDArray x, Map<String, INDArray> placeholders) {
    graph.associateArrayWithVariable(x.castTo(type), graph.getVariable(IMAGE));
    INDArray output = graph.output(placeholders, OUTPUT).get(OUTPUT);
    return Objects.requireNonNull(output, "output: SameDiff has given none");
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
      placeholders = placeholders(conditioning);
      return run(x, placeholders);
    }

    @Override
    public INDArray backward(INDArray cotangent) {
      Map<String, INDArray> all = new HashMap<>(placeholders);
      all.put(COTANGENT, cotangent.castTo(type));
      INDArray gradient = graph.calculateGradients(all, IMAGE).get(IMAGE);
      return Objects.requireNonNull(gradient, "gradient: SameDiff has given none for the image");
    }
  }

  private Map<String, INDArray> placeholders(Conditioning conditioning) {
    Map<String, INDArray> placeholders = new HashMap<>();
    placeholders.put(TIME, Nd4j.createFromArray(conditioning.times()).castTo(type));
    if (conditioning.classes().length > 0) {
      placeholders.put(CLASSES, Nd4j.createFromArray(conditioning.classes()));
    }
    return placeholders;
  }

  @Override
  public long bytes() {
    return graph.variableMap().values().stream()
        .filter(variable -> variable.getArr() != null)
        .mapToLong(variable -> variable.getArr().length() * type.width())
        .sum();
  }

  @Override
  public void close() {
    recorder.close();
    graph.variables().stream()
        .map(SDVariable::getArr)
        .filter(Objects::nonNull)
        .filter(INDArray::closeable)
        .forEach(INDArray::close);
  }
}
