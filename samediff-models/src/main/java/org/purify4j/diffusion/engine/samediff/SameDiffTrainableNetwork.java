package org.purify4j.diffusion.engine.samediff;

import static org.purify4j.diffusion.engine.samediff.NetworkGraph.IMAGE;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.RecordedPass;
import org.purify4j.diffusion.engine.TrainableNetwork;
import org.purify4j.diffusion.engine.WeightRecorder;
import org.purify4j.diffusion.engine.WeightTape;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.Node;
import org.purify4j.diffusion.network.Op;
import org.purify4j.diffusion.network.Parameters;

/**
 * A network whose weights are trained, executed by SameDiff's session and automatic differentiation
 * on any of ND4J's backends. Slow; it is the reference that the other engines are compared with,
 * and trains the networks that they cannot.
 */
public final class SameDiffTrainableNetwork implements TrainableNetwork {
  private final DataType type;
  private final Set<String> kernels;
  private final Parameters gradient;
  private final NetworkGraph graph;
  private final WeightRecorder recorder = new WeightRecorder(new GraphPass());

  /** Parameters that something is computed with; a checkpoint may hold others. */
  private final List<String> learned;

  /**
   * Builds the graph.
   *
   * @param network the network at its image size
   * @param batchSize images per call
   * @param type float32, or float64 for checks
   */
  public SameDiffTrainableNetwork(Network network, int batchSize, DataType type) {
    this.type = type;
    this.gradient = Parameters.zeros(network);
    this.kernels =
        network.nodes().stream()
            .map(Node::op)
            .filter(Op.Convolution.class::isInstance)
            .map(op -> ((Op.Convolution) op).weight())
            .collect(Collectors.toSet());
    this.graph = new NetworkGraph(type);
    SameDiff variables = graph.graph();
    long[] image = network.input().shape().withBatch(batchSize);
    Map<String, INDArray> zeros = gradient.toArrays();
    SDVariable output = graph.add(network, zeros, variables.placeHolder(IMAGE, type, image));
    zeros.values().forEach(INDArray::close);
    this.learned = network.parameters().keySet().stream().filter(variables::hasVariable).toList();
    variables.convertToVariables(learned.stream().map(variables::getVariable).toList());
    graph.addLoss(output, network.output().shape().withBatch(batchSize));
  }

  @Override
  public void load(Parameters weights) {
    Map<String, INDArray> arrays = weights.toArrays();
    load(arrays);
    arrays.values().forEach(INDArray::close);
  }

  /** Takes over weights of any floating-point type; copied. */
  public void load(Map<String, INDArray> weights) {
    recorder.requireOpen();
    recorder.weightsChanged();
    learned.forEach(
        name ->
            asInCheckpoint(name, graph.graph().getVariable(name).getArr())
                .assign(Parameters.required(weights, name)));
  }

  /** A view, in the checkpoint's layout, of what the graph holds of a parameter. */
  private INDArray asInCheckpoint(String name, INDArray ofGraph) {
    long[] shape = gradient.shape(name);
    if (!kernels.contains(name) || shape.length == 2) {
      return ofGraph.reshape('c', shape);
    }
    // the emitter puts outputs last, and a 1×1 kernel's sides before its channels
    INDArray outputsFirst = ofGraph.permute(3, 2, 0, 1);
    return shape.length == 4 ? outputsFirst : outputsFirst.slice(0, 3);
  }

  @Override
  public WeightTape record(INDArray x, Conditioning conditioning) {
    return recorder.record(x, conditioning);
  }

  /** SameDiff's own backward pass begins with the forward pass again. */
  private final class GraphPass implements RecordedPass<Parameters> {
    private Map<String, INDArray> placeholders = Map.of();

    @Override
    public INDArray forward(INDArray x, Conditioning conditioning) {
      placeholders = placeholders(x, conditioning);
      return graph.output(placeholders);
    }

    @Override
    public Parameters backward(INDArray cotangent) {
      Map<String, INDArray> gradients = gradients(placeholders, cotangent);
      gradients.forEach(gradient::set);
      gradients.values().forEach(INDArray::close);
      return gradient;
    }
  }

  /**
   * The gradient of every learned parameter in its checkpoint's layout, in the graph's type.
   *
   * @param x {@code [b, c, h, w]}, not modified
   * @param conditioning times (and classes) of the b images
   * @param cotangent {@code [b, o, h, w]} of the output, not modified
   */
  public Map<String, INDArray> gradients(
      INDArray x, Conditioning conditioning, INDArray cotangent) {
    recorder.requireOpen();
    return gradients(placeholders(x, conditioning), cotangent);
  }

  private Map<String, INDArray> gradients(Map<String, INDArray> placeholders, INDArray cotangent) {
    Map<String, INDArray> ofGraph =
        graph.gradients(placeholders, cotangent, learned.toArray(String[]::new));
    Map<String, INDArray> gradients = new LinkedHashMap<>();
    for (String name : learned) {
      INDArray found =
          Objects.requireNonNull(
              ofGraph.get(name), () -> name + ": SameDiff has given no gradient");
      gradients.put(name, asInCheckpoint(name, found).dup('c'));
    }
    return gradients;
  }

  /** The raw network output, in the graph's type. */
  public INDArray forward(INDArray x, Conditioning conditioning) {
    recorder.requireOpen();
    return graph.output(placeholders(x, conditioning));
  }

  private Map<String, INDArray> placeholders(INDArray x, Conditioning conditioning) {
    Map<String, INDArray> placeholders = graph.placeholders(conditioning);
    placeholders.put(IMAGE, x.castTo(type));
    return placeholders;
  }

  @Override
  public void close() {
    recorder.close();
    graph.close();
  }
}
