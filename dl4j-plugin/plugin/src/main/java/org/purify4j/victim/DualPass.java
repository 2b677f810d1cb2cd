package org.purify4j.victim;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs the vertices of a twin on {@link DualRows}: forward with tangents, and backward with the
 * tangents of gradients (Pearlmutter 1994). An affine vertex does the same to both; an activation σ
 * takes the tangent t of z to σ'(z)·t, and the tangent ė of a gradient e to σ'(z)·ė + σ''(z)·t·e.
 */
final class DualPass implements VertexPass {
  private final Map<String, DualVertex> kinds;
  private final Map<String, org.deeplearning4j.nn.conf.graph.GraphVertex> settings;
  private final Map<String, INDArray> inputs = new HashMap<>();

  /**
   * For a twin.
   *
   * @param settings its vertices, none of them unknown, with activations apart
   */
  DualPass(Map<String, org.deeplearning4j.nn.conf.graph.GraphVertex> settings) {
    this.settings = settings;
    this.kinds = new HashMap<>();
    settings.forEach((name, vertex) -> kinds.put(name, DualVertex.of(vertex)));
  }

  @Override
  public INDArray forward(GraphVertex vertex, LayerWorkspaceMgr arrays) {
    String name = vertex.getVertexName();
    INDArray input = vertex.getInputs()[0];
    return switch (kind(name)) {
      case AFFINE -> DualRows.withoutConstant(vertex.doForward(true, arrays).dup('c'));
      case ACTIVATION -> {
        inputs.put(name, input);
        INDArray z = DualRows.values(input);
        INDArray value = activation(name).getActivation(z.dup('c'), true);
        yield DualRows.of(value, sloped(name, z, DualRows.tangents(input)));
      }
      case LARGEST -> {
        INDArray x = DualRows.values(input).dup('c');
        vertex.setInput(0, DualRows.of(x, x), arrays); // so that both gradients go the same way
        INDArray pooled = DualRows.values(vertex.doForward(true, arrays));
        SubsamplingLayer pooling = layer(name, SubsamplingLayer.class);
        INDArray tangent = LargestTangent.of(pooling, x, DualRows.tangents(input), pooled);
        yield DualRows.of(pooled, tangent);
      }
      case UNKNOWN -> throw new IllegalStateException(name + ": has no known second derivative");
    };
  }

  @Override
  public INDArray[] backward(GraphVertex vertex, INDArray ofValue, LayerWorkspaceMgr arrays) {
    String name = vertex.getVertexName();
    if (kind(name) != DualVertex.ACTIVATION) {
      vertex.setEpsilon(ofValue);
      return vertex.doBackward(false, arrays).getSecond();
    }
    INDArray input = Objects.requireNonNull(inputs.get(name), name);
    INDArray z = DualRows.values(input);
    INDArray e = DualRows.values(ofValue);
    INDArray bent =
        Curvature.of(activation(name)).orElseThrow().at(z).muli(DualRows.tangents(input)).muli(e);
    INDArray tangent = sloped(name, z, DualRows.tangents(ofValue)).addi(bent);
    return new INDArray[] {DualRows.of(sloped(name, z, e), tangent)};
  }

  @Override
  public void clear() {
    inputs.clear();
  }

  /** σ'(z)·factor; DL4J's activations overwrite both. */
  private INDArray sloped(String name, INDArray z, INDArray factor) {
    return activation(name).backprop(z.dup('c'), factor.dup('c')).getFirst();
  }

  private IActivation activation(String name) {
    return layer(name, ActivationLayer.class).getActivationFn();
  }

  private <T> T layer(String name, Class<T> type) {
    return InnerLayer.in(Objects.requireNonNull(settings.get(name), name))
        .map(type::cast)
        .orElseThrow();
  }

  private DualVertex kind(String name) {
    return Objects.requireNonNull(kinds.get(name), name);
  }
}
