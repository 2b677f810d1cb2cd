package org.purify4j.victim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;

/** Gives the activations of layers vertices of their own, which leaves affine maps. */
final class ActivationsApart {
  private ActivationsApart() {}

  /**
   * Returns the structure in which no layer has an activation that has an affine map.
   *
   * @param structure whose vertices are reused and modified
   */
  static NetworkStructure of(NetworkStructure structure) {
    Map<String, GraphVertex> vertices = new LinkedHashMap<>();
    Map<String, List<String>> inputs = new LinkedHashMap<>();
    List<String> order = new ArrayList<>();
    Map<String, String> results = new LinkedHashMap<>();
    for (String name : structure.order()) {
      order.add(name);
      GraphVertex vertex = structure.vertices().get(name);
      if (vertex == null) {
        continue;
      }
      vertices.put(name, vertex);
      inputs.put(
          name,
          structure.inputs(name).stream()
              .map(source -> results.getOrDefault(source, source))
              .toList());
      Optional<IActivation> activation = DualVertex.activation(vertex);
      if (activation.isPresent()) {
        String own = name + "-activation";
        vertices.put(own, takenFrom((LayerVertex) InnerLayer.of(vertex), activation.get(), own));
        inputs.put(own, List.of(name));
        order.add(own);
        results.put(name, own);
      }
    }
    String output = results.getOrDefault(structure.output(), structure.output());
    return new NetworkStructure(
        vertices, inputs, order, structure.input(), output, structure.configuration());
  }

  private static GraphVertex takenFrom(LayerVertex vertex, IActivation activation, String name) {
    InnerLayer.in(vertex)
        .ifPresent(layer -> ((BaseLayer) layer).setActivationFn(new ActivationIdentity()));
    ActivationLayer layer = new ActivationLayer(activation);
    layer.setLayerName(name);
    NeuralNetConfiguration configuration = vertex.getLayerConf().clone();
    configuration.setLayer(layer);
    return new LayerVertex(configuration, null);
  }
}
