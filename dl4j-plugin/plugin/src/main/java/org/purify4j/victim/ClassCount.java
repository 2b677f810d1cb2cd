package org.purify4j.victim;

import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;

/** Reads the number of classes of a classifier from its configuration. */
final class ClassCount {
  private ClassCount() {}

  /**
   * Returns the width of the last layer that states one, going backwards over layers that keep the
   * width.
   *
   * @throws IllegalArgumentException if a layer in between may change the width
   */
  static int of(NetworkStructure structure) {
    String name = structure.output();
    while (!name.equals(structure.input())) {
      GraphVertex vertex = structure.vertices().get(name);
      if (vertex != null && InnerLayer.of(vertex) instanceof LayerVertex layerVertex) {
        Layer layer = InnerLayer.of(layerVertex.getLayerConf().getLayer());
        if (layer instanceof FeedForwardLayer sized && sized.getNOut() > 0) {
          return Math.toIntExact(sized.getNOut());
        }
        if (layerVertex.getPreProcessor() != null) {
          break;
        }
      }
      name = structure.inputs(name).get(0);
    }
    throw new IllegalArgumentException(
        "number of classes: got no layer of known width before output "
            + structure.output()
            + ", must be given by the last layer (end the network in an OutputLayer)");
  }
}
