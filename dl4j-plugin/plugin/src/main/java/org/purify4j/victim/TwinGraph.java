package org.purify4j.victim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.ResetPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A graph that computes a classifier's logits and their gradient with respect to the image.
 *
 * <p>It runs in DL4J's training mode, in which every layer keeps its input intact for the backward
 * pass (in inference mode an activation may overwrite it in place); since {@link InferenceLayers}
 * has left nothing in it that training mode changes, the function is that of inference.
 *
 * <p>Every array of a pass, those that layers make and drop in between included, lies in one
 * workspace of the twin's own, used again by the next pass: left to the garbage collector they
 * would pile up to gigabytes of memory that is new, and so slow, each time. DL4J's own passes know
 * no such arrangement, so this class walks the vertices itself.
 */
final class TwinGraph extends ComputationGraph {
  private static final long serialVersionUID = 1L;

  private static final AtomicLong COUNT = new AtomicLong();

  /** Grows to the largest pass seen. */
  private static final WorkspaceConfiguration MEMORY =
      WorkspaceConfiguration.builder()
          .initialSize(0)
          .overallocationLimit(0.02)
          .policyLearning(LearningPolicy.FIRST_LOOP)
          .policyAllocation(AllocationPolicy.OVERALLOCATE)
          .policyReset(ResetPolicy.BLOCK_LEFT)
          .policySpill(SpillPolicy.REALLOCATE)
          .build();

  private final String workspaceId = "purify4j-twin-" + COUNT.incrementAndGet();
  private final transient LayerWorkspaceMgr arrays =
      LayerWorkspaceMgr.builder().defaultWorkspace(workspaceId, MEMORY).build();

  private TwinGraph(ComputationGraphConfiguration configuration) {
    super(configuration);
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
    graph.initGradientsView();
    return graph;
  }

  private static ComputationGraphConfiguration configure(NetworkStructure structure) {
    Map<String, org.deeplearning4j.nn.conf.graph.GraphVertex> vertices = new LinkedHashMap<>();
    structure
        .vertices()
        .forEach(
            (name, vertex) -> {
              var inference = InferenceLayers.of(vertex);
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
   * Logits {@code [n, k]} of an image batch.
   *
   * @param images laid out as the network takes them
   */
  @SuppressWarnings("try") // the scope is left by closing it
  INDArray logits(INDArray images) {
    try (MemoryWorkspace pass = arrays.notifyScopeEntered(ArrayType.ACTIVATIONS)) {
      return outside(forward(images));
    } finally {
      forget();
    }
  }

  /**
   * The gradient with respect to the images of {@code <logits, cotangent>}.
   *
   * @param images laid out as the network takes them
   * @param cotangent from logits to dL/dlogits, both {@code [n, k]}
   */
  @SuppressWarnings("try") // the scope is left by closing it
  INDArray inputGradient(INDArray images, UnaryOperator<INDArray> cotangent) {
    try (MemoryWorkspace pass = arrays.notifyScopeEntered(ArrayType.ACTIVATIONS)) {
      INDArray logits = outside(forward(images));
      return outside(backward(asked(cotangent, logits)));
    } finally {
      forget();
    }
  }

  private INDArray forward(INDArray images) {
    setInputs(images); // where preprocessors look the batch size up
    INDArray value = images;
    for (int index : topologicalOrder) {
      GraphVertex vertex = vertices[index];
      value = vertex.isInputVertex() ? images : vertex.doForward(true, arrays);
      if (vertex.getOutputVertices() != null) {
        for (VertexIndices user : vertex.getOutputVertices()) {
          vertices[user.getVertexIndex()].setInput(user.getVertexEdgeNumber(), value, arrays);
        }
      }
    }
    return value;
  }

  private INDArray backward(INDArray cotangent) {
    INDArray[] gradients = new INDArray[vertices.length];
    gradients[topologicalOrder[topologicalOrder.length - 1]] = cotangent;
    for (int place = topologicalOrder.length - 1; place > 0; place--) {
      GraphVertex vertex = vertices[topologicalOrder[place]];
      vertex.setEpsilon(gradients[vertex.getVertexIndex()]);
      INDArray[] ofInputs = vertex.doBackward(false, arrays).getSecond();
      VertexIndices[] inputs = vertex.getInputVertices();
      for (int i = 0; i < inputs.length; i++) {
        int source = inputs[i].getVertexIndex();
        INDArray other = gradients[source];
        gradients[source] = other == null ? ofInputs[i] : other.add(ofInputs[i]);
      }
    }
    return gradients[topologicalOrder[0]];
  }

  /** What the caller computes is the caller's, and stays out of the pass's memory. */
  @SuppressWarnings("try") // the scope is left by closing it
  private static INDArray asked(UnaryOperator<INDArray> cotangent, INDArray logits) {
    try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      return cotangent.apply(logits);
    }
  }

  @SuppressWarnings("try") // the scope is left by closing it
  private static INDArray outside(INDArray array) {
    try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      return array.dup('c');
    }
  }

  /** Vertices must not hold on to memory that the next pass overwrites. */
  private void forget() {
    clear();
    for (GraphVertex vertex : vertices) {
      vertex.clear();
    }
  }

  /** Gives the memory of this thread's passes back. */
  void release() {
    Nd4j.getWorkspaceManager()
        .destroyWorkspace(
            Nd4j.getWorkspaceManager().getWorkspaceForCurrentThread(MEMORY, workspaceId));
  }
}
