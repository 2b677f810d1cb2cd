package org.purify4j.victim;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A graph that computes a classifier's logits and their gradient with respect to the image.
 *
 * <p>It runs in DL4J's training mode, in which every layer keeps its input intact for the backward
 * pass (in inference mode an activation may overwrite it in place); since {@link InferenceLayers}
 * leaves nothing in it that depends on the mode, it computes the same function as in inference.
 *
 * <p>All arrays of a pass lie in a {@link PassMemory}. DL4J's own passes do not support this, so
 * this class runs the vertices itself.
 */
final class TwinGraph extends ComputationGraph {
  private static final long serialVersionUID = 1L;

  private final transient PassMemory memory = new PassMemory();
  private final transient VertexPass pass;
  private final transient Set<String> needed;
  private final String image;
  private final String classes;
  private transient Optional<INDArray> recorded = Optional.empty();

  private TwinGraph(
      ComputationGraphConfiguration configuration, NetworkStructure structure, VertexPass pass) {
    super(configuration);
    this.pass = pass;
    this.needed = structure.needed();
    this.image = structure.input();
    this.classes = structure.output();
  }

  /**
   * Builds the inference twin of a network.
   *
   * @param structure the network's structure, whose vertices are reused and modified
   * @param parameters the network's flat parameter array, shared and not copied
   */
  static TwinGraph of(NetworkStructure structure, INDArray parameters) {
    NetworkStructure inference = inference(structure);
    return create(inference, inference, new VertexPass.Plain(), parameters);
  }

  /**
   * Builds the inference twin that computes with dual numbers: its images, logits and cotangents
   * are {@link DualRows}.
   *
   * @param structure as for {@link #of}, of a network that {@link #isDual}
   */
  static TwinGraph dual(NetworkStructure structure, INDArray parameters) {
    NetworkStructure apart = ActivationsApart.of(inference(structure));
    Map<String, org.deeplearning4j.nn.conf.graph.GraphVertex> known =
        new LinkedHashMap<>(apart.vertices());
    known.keySet().retainAll(apart.needed());
    return create(apart, apart, new DualPass(known), parameters);
  }

  /** Whether it is known of every vertex what it does to dual numbers. */
  boolean isDual() {
    return configuration.getVertices().entrySet().stream()
        .filter(entry -> needed.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .allMatch(
            vertex ->
                DualVertex.of(vertex) != DualVertex.UNKNOWN
                    && DualVertex.activation(vertex)
                        .map(activation -> Curvature.of(activation).isPresent())
                        .orElse(true));
  }

  /** Whether the gradient of a dual twin changes nowhere but at kinks. */
  boolean isStraight() {
    return configuration.getVertices().values().stream()
        .flatMap(vertex -> InnerLayer.in(vertex).stream())
        .filter(ActivationLayer.class::isInstance)
        .map(layer -> ((ActivationLayer) layer).getActivationFn())
        .allMatch(activation -> Curvature.STRAIGHT.contains(activation.getClass()));
  }

  private static TwinGraph create(
      NetworkStructure whole, NetworkStructure part, VertexPass pass, INDArray parameters) {
    TwinGraph graph = new TwinGraph(configure(whole), part, pass);
    graph.init(parameters, false);
    graph.initGradientsView();
    return graph;
  }

  /**
   * Builds the twin that computes the activations of an inner vertex in the place of the logits.
   *
   * @param structure as in {@link #of}
   * @param vertex its name
   * @param parameters as in {@link #of}
   */
  static TwinGraph upTo(String vertex, NetworkStructure structure, INDArray parameters) {
    NetworkStructure whole = inference(structure);
    return create(whole, whole.endingAt(vertex), new VertexPass.Plain(), parameters);
  }

  private static NetworkStructure inference(NetworkStructure structure) {
    Map<String, org.deeplearning4j.nn.conf.graph.GraphVertex> vertices = new LinkedHashMap<>();
    structure
        .vertices()
        .forEach(
            (name, vertex) -> {
              var inference = InferenceLayers.of(vertex);
              vertices.put(
                  name, name.equals(structure.output()) ? LogitsHead.of(inference) : inference);
            });
    return new NetworkStructure(
        vertices,
        structure.inputs(),
        structure.order(),
        structure.input(),
        structure.output(),
        structure.configuration());
  }

  private static ComputationGraphConfiguration configure(NetworkStructure structure) {
    ComputationGraphConfiguration configuration = structure.configuration();
    configuration.setVertices(structure.vertices());
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
   * Computes the logits {@code [n, k]} of an image batch.
   *
   * @param images in the network's channel order
   */
  INDArray logits(INDArray images) {
    end();
    try {
      return memory.whole(() -> outside(forward(images)));
    } finally {
      forget();
    }
  }

  /**
   * Computes the logits, and keeps the pass for {@link #gradient} until the next pass.
   *
   * @param images in the network's channel order; closed when the pass ends
   */
  INDArray record(INDArray images) {
    end();
    recorded = Optional.of(images);
    try {
      return memory.start(() -> outside(forward(images)));
    } catch (RuntimeException | Error e) {
      end();
      throw e;
    }
  }

  /** Whether this thread keeps the pass of these images. */
  boolean keeps(INDArray images) {
    return memory.started() && recorded.filter(kept -> kept == images).isPresent();
  }

  /**
   * Computes the gradient with respect to the images of the kept pass, and ends the pass.
   *
   * @param cotangent dL/dlogits, {@code [n, k]}
   */
  INDArray gradient(INDArray cotangent) {
    try {
      return memory.finish(() -> outside(backward(cotangent)));
    } finally {
      end();
    }
  }

  /** Ends the kept pass, if there is one. */
  void end() {
    memory.end();
    forget();
    recorded.filter(INDArray::closeable).ifPresent(INDArray::close);
    recorded = Optional.empty();
  }

  /** Runs the vertices on which the classification depends. */
  private INDArray forward(INDArray images) {
    INDArray[] inputs = new INDArray[getNumInputArrays()];
    Arrays.fill(inputs, images);
    setInputs(inputs); // preprocessors read the batch size from here
    INDArray classification = images;
    for (int index : topologicalOrder) {
      GraphVertex vertex = vertices[index];
      if (!needed.contains(vertex.getVertexName())) {
        continue;
      }
      INDArray value = vertex.isInputVertex() ? images : pass.forward(vertex, arrays(vertex));
      if (vertex.getVertexName().equals(classes)) {
        classification = value;
      }
      if (vertex.getOutputVertices() != null) {
        for (VertexIndices user : vertex.getOutputVertices()) {
          vertices[user.getVertexIndex()].setInput(
              user.getVertexEdgeNumber(), value, memory.arrays());
        }
      }
    }
    return classification;
  }

  /**
   * Where a vertex makes its arrays. The loops of recurrent layers open, close and borrow the
   * workspaces that they are given, which must not be that of the pass.
   */
  private LayerWorkspaceMgr arrays(GraphVertex vertex) {
    var settings = Objects.requireNonNull(configuration.getVertices().get(vertex.getVertexName()));
    return InnerLayer.in(settings).filter(BaseRecurrentLayer.class::isInstance).isPresent()
        ? LayerWorkspaceMgr.noWorkspaces()
        : memory.arrays();
  }

  private INDArray backward(INDArray cotangent) {
    INDArray[] gradients = new INDArray[vertices.length];
    gradients[getVertex(classes).getVertexIndex()] = cotangent;
    for (int place = topologicalOrder.length - 1; place >= 0; place--) {
      GraphVertex vertex = vertices[topologicalOrder[place]];
      if (vertex.isInputVertex() || !needed.contains(vertex.getVertexName())) {
        continue;
      }
      INDArray[] ofInputs =
          pass.backward(vertex, gradients[vertex.getVertexIndex()], arrays(vertex));
      VertexIndices[] inputs = vertex.getInputVertices();
      for (int i = 0; i < inputs.length; i++) {
        int source = inputs[i].getVertexIndex();
        INDArray other = gradients[source];
        gradients[source] = other == null ? ofInputs[i] : other.add(ofInputs[i]);
      }
    }
    return gradients[getVertex(image).getVertexIndex()];
  }

  @SuppressWarnings("try") // the scope is left by closing it
  private static INDArray outside(INDArray array) {
    try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      return array.dup('c');
    }
  }

  /** Clears the vertices, which must not hold on to memory that the next pass overwrites. */
  private void forget() {
    clear();
    pass.clear();
    for (GraphVertex vertex : vertices) {
      vertex.clear();
    }
  }

  /** Frees the memory of this thread's passes. */
  void release() {
    end();
    memory.release();
  }
}
