package org.purify4j.victim;

import java.util.Optional;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;

/** Looks through the layers and vertices of DL4J that wrap another one, such as frozen ones. */
public final class InnerLayer {
  private InnerLayer() {}

  /** Returns the layer that a configuration is about. */
  public static Layer of(Layer layer) {
    if (layer instanceof FrozenLayer frozen) {
      return of(frozen.getLayer());
    }
    if (layer instanceof Bidirectional both) {
      return of(both.getFwd());
    }
    return layer instanceof BaseWrapperLayer wrapper ? of(wrapper.getUnderlying()) : layer;
  }

  /** Returns the vertex that a configuration is about. */
  public static GraphVertex of(GraphVertex vertex) {
    return vertex instanceof FrozenVertex frozen ? of(frozen.getUnderlying()) : vertex;
  }

  /** Returns the layer of a vertex, if it has one. */
  static Optional<Layer> in(GraphVertex vertex) {
    return of(vertex) instanceof LayerVertex layerVertex
        ? Optional.of(of(layerVertex.getLayerConf().getLayer()))
        : Optional.empty();
  }
}
