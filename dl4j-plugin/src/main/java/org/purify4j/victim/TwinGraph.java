package org.purify4j.victim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A graph that computes a classifier's logits and their gradient with respect to the image.
 *
 * <p>It runs in DL4J's training mode, in which every layer keeps its input intact for the backward
 * pass (in inference mode an activation may overwrite it in place); since {@link InferenceLayers}
 * has left nothing in it that training mode changes, the function is that of inference. It uses no
 * workspaces of its own, so that it can run inside another network's forward pass.
 */
final class TwinGraph extends ComputationGraph {
  private static final long serialVersionUID = 1L;

  private final String input;
  private final String output;
  private transient Map<String, INDArray> kept = Map.of();

  private TwinGraph(ComputationGraphConfiguration configuration) {
    super(configuration);
    this.input = configuration.getNetworkInputs().get(0);
    this.output = configuration.getNetworkOutputs().get(0);
  }

  /**
   * Builds the inference twin of a network.
   *
   * @param structure the network's; its vertices are taken over and changed
   * @param parameters the network's flat parameter array, shared and not copied
   */
  static TwinGraph of(NetworkStructure structure, INDArray parameters) {
    TwinGraph graph = new TwinGraph(configure(structure));
    graph.init(parameters, false);
    return graph;
  }

  private static ComputationGraphConfiguration configure(NetworkStructure structure) {
    Map<String, GraphVertex> vertices = new LinkedHashMap<>();
    structure
        .vertices()
        .forEach(
            (name, vertex) -> {
              GraphVertex inference = InferenceLayers.of(vertex);
              vertices.put(
                  name, name.equals(structure.output()) ? LogitsHead.of(inference) : inference);
            });
    ComputationGraphConfiguration configuration = structure.configuration();
    configuration.setVertices(vertices);
    configuration.setVertexInputs(structure.inputs());
    configuration.setNetworkOutputs(List.of(structure.output()));
    configuration.setTopologicalOrder(IntStream.range(0, structure.order().size()).toArray());
    configuration.setTopologicalOrderStr(structure.order());
    configuration.setBackpropType(BackpropType.Standard);
    configuration.setTrainingWorkspaceMode(WorkspaceMode.NONE);
    configuration.setInferenceWorkspaceMode(WorkspaceMode.NONE);
    configuration.setCacheMode(CacheMode.NONE);
    return configuration;
  }

  /**
   * Logits {@code [n, k]} of an image batch; nothing is kept.
   *
   * @param images taken over
   */
  INDArray logits(INDArray images) {
    Map<String, INDArray> activations = feedForward(new INDArray[] {images}, true, true);
    INDArray logits = activations.get(output).dup('c');
    release(activations.values());
    return logits;
  }

  /**
   * Logits {@code [n, k]}, with all that a following {@link #inputGradient} needs.
   *
   * @param images taken over
   */
  INDArray logitsForGradient(INDArray images) {
    kept = feedForward(new INDArray[] {images}, true, false);
    return kept.get(output).dup('c');
  }

  /**
   * The gradient of {@code <logits, cotangent>} with respect to the images of the last {@link
   * #logitsForGradient}, whose intermediate results are released.
   *
   * @param cotangent taken over
   */
  INDArray inputGradient(INDArray cotangent) {
    calcBackpropGradients(false, false, cotangent);
    INDArray gradient = getVertex(input).getEpsilon().dup('c');
    List<INDArray> dead = new ArrayList<>(kept.values());
    for (org.deeplearning4j.nn.graph.vertex.GraphVertex vertex : getVertices()) {
      dead.add(vertex.getEpsilon());
      vertex.clear();
    }
    kept = Map.of();
    release(dead);
    return gradient;
  }

  /**
   * Frees arrays at once: left to the garbage collector, they would pile up to gigabytes of memory
   * that is new, and so slow, in every pass. Several may share a buffer.
   */
  private static void release(Collection<INDArray> arrays) {
    Set<DataBuffer> freed = Collections.newSetFromMap(new IdentityHashMap<>());
    for (INDArray array : arrays) {
      if (array != null && array.closeable() && freed.add(array.data())) {
        array.close();
      }
    }
  }
}
