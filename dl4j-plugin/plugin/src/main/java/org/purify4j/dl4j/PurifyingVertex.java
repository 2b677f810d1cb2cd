package org.purify4j.dl4j;

import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.victim.Dl4jVictim;
import org.purify4j.victim.NetworkPorts;

/**
 * The runtime vertex of a {@link PurificationVertex}: purifies in the forward pass, passes the
 * gradient through unchanged.
 */
@SuppressWarnings("overrides") // an inherited setter drops the dots of the interface's varargs
final class PurifyingVertex extends BaseGraphVertex {
  private static final long serialVersionUID = 1L;

  private final transient PurifierSlot slot;

  PurifyingVertex(
      ComputationGraph graph,
      String name,
      int index,
      PurificationVertex settings,
      DataType dataType) {
    super(graph, name, index, new VertexIndices[0], new VertexIndices[0], dataType);
    slot = new PurifierSlot("purification vertex", settings.encoding(), () -> victim(settings));
  }

  private Classifier victim(PurificationVertex settings) {
    String image = GraphPurification.input(vertexName, graph.getConfiguration());
    NetworkPorts ports =
        new NetworkPorts(
            Optional.of(image), settings.classOutput(), Optional.of(settings.encoding()));
    return Dl4jVictim.without(vertexName, graph, ports);
  }

  /** The purifier as the graph's configuration has it now. */
  private PurifierReference purifier() {
    return GraphPurification.of(vertexName, graph.getConfiguration()).purifier();
  }

  @Override
  public boolean hasLayer() {
    return false;
  }

  @Override
  public @Nullable Layer getLayer() {
    return null;
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
    return workspaces.dup(ArrayType.ACTIVATIONS, slot.purify(purifier(), inputs[0]), 'c');
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaces) {
    return new Pair<>(null, new INDArray[] {workspaces.dup(ArrayType.ACTIVATION_GRAD, epsilon)});
  }

  @Override
  public void setBackpropGradientsViewArray(@Nullable INDArray gradients) {
    if (gradients != null) {
      throw new IllegalArgumentException(
          "gradients of " + vertexName + ": got an array, must be none (it has no parameters)");
    }
  }

  @Override
  public @Nullable Pair<INDArray, MaskState> feedForwardMaskArrays(
      INDArray @Nullable [] maskArrays, MaskState currentMaskState, int minibatchSize) {
    return maskArrays == null || maskArrays.length == 0
        ? null
        : new Pair<>(maskArrays[0], currentMaskState);
  }

  @Override
  public String toString() {
    return "PurifyingVertex(" + vertexName + ")";
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
