package org.purify4j.dl4j;

import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.purify4j.victim.InnerLayer;

/** Names the layer of a network whose code threw an exception, by the exception's stack trace. */
final class SilentLayer {
  private SilentLayer() {}

  static String find(RuntimeException thrown, ComputationGraphConfiguration configuration) {
    for (StackTraceElement frame : thrown.getStackTrace()) {
      for (Map.Entry<String, GraphVertex> vertex : configuration.getVertices().entrySet()) {
        Class<?> kind = kind(vertex.getValue());
        if (frame.getClassName().equals(kind.getName())) {
          return "layer '" + vertex.getKey() + "' (" + kind.getSimpleName() + ")";
        }
      }
    }
    return "a layer";
  }

  private static Class<?> kind(GraphVertex vertex) {
    return InnerLayer.of(vertex) instanceof LayerVertex layer
        ? InnerLayer.of(layer.getLayerConf().getLayer()).getClass()
        : InnerLayer.of(vertex).getClass();
  }
}
