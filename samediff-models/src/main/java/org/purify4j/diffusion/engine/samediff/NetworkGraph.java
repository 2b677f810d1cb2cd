package org.purify4j.diffusion.engine.samediff;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Network;

/**
 * A SameDiff graph of a network, and of the product of its output with a cotangent, whose gradient
 * is the vector-Jacobian product. Not thread-safe; holds native memory until closed.
 */
final class NetworkGraph implements AutoCloseable {
  static final String IMAGE = "image";
  static final String OUTPUT = "output";
  private static final String TIME = "time";
  private static final String CLASSES = "classes";
  private static final String COTANGENT = "cotangent";

  private final DataType type;
  private final SameDiff graph = SameDiff.create();

  /**
   * An empty graph.
   *
   * @param type float32, or float64 for checks
   */
  NetworkGraph(DataType type) {
    this.type = type;
  }

  SameDiff graph() {
    return graph;
  }

  /**
   * Adds the network.
   *
   * @param weights every parameter of the network; copied
   * @param image its input, of the name {@link #IMAGE}
   * @return the output
   */
  SDVariable add(Network network, Map<String, INDArray> weights, SDVariable image) {
    Map<String, SDVariable> inputs =
        Map.of(
            IMAGE,
            image,
            TIME,
            graph.placeHolder(TIME, type, -1),
            CLASSES,
            graph.placeHolder(CLASSES, DataType.INT32, -1));
    return SameDiffEmitter.emit(graph, network, weights, inputs, type).rename(OUTPUT);
  }

  /** Adds the product with a cotangent, of the output's shape, as the loss. */
  void addLoss(SDVariable output, long... shape) {
    SDVariable cotangent = graph.placeHolder(COTANGENT, type, shape);
    graph.sum("loss", output.mul(cotangent)).markAsLoss();
  }

  /** What the placeholders of times and classes hold. */
  Map<String, INDArray> placeholders(Conditioning conditioning) {
    Map<String, INDArray> placeholders = new HashMap<>();
    placeholders.put(TIME, Nd4j.createFromArray(conditioning.times()).castTo(type));
    if (conditioning.classes().length > 0) {
      placeholders.put(CLASSES, Nd4j.createFromArray(conditioning.classes()));
    }
    return placeholders;
  }

  /** The output. */
  INDArray output(Map<String, INDArray> placeholders) {
    INDArray output = graph.output(placeholders, OUTPUT).get(OUTPUT);
    return Objects.requireNonNull(output, "output: SameDiff has given none");
  }

  /** The vector-Jacobian products with respect to some variables. */
  Map<String, INDArray> gradients(
      Map<String, INDArray> placeholders, INDArray cotangent, String... variables) {
    Map<String, INDArray> all = new HashMap<>(placeholders);
    all.put(COTANGENT, cotangent.castTo(type));
    return graph.calculateGradients(all, variables);
  }

  @Override
  public void close() {
    graph.variables().stream()
        .map(SDVariable::getArr)
        .filter(Objects::nonNull)
        .filter(INDArray::closeable)
        .forEach(INDArray::close);
  }
}
