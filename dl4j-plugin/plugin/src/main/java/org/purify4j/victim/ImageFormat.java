package org.purify4j.victim;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Finds out whether a network reads its images channels first or channels last. */
public final class ImageFormat {
  private ImageFormat() {}

  /** Returns the format of a graph with one input and one output. */
  public static CNN2DFormat of(ComputationGraph network) {
    return of(NetworkStructure.of(network));
  }

  /** Returns the format of a network of layers. */
  public static CNN2DFormat of(MultiLayerNetwork network) {
    return of(NetworkStructure.of(network));
  }

  /** Returns the format of the first layer that has one, or channels first if none has. */
  static CNN2DFormat of(NetworkStructure structure) {
    for (String name : structure.order()) {
      GraphVertex vertex = structure.vertices().get(name);
      if (vertex instanceof LayerVertex layerVertex) {
        Layer layer = layerVertex.getLayerConf().getLayer();
        if (layer instanceof ConvolutionLayer convolution) {
          return convolution.getCnn2dDataFormat();
        }
        if (layer instanceof SubsamplingLayer pooling) {
          return pooling.getCnn2dDataFormat();
        }
        if (layer instanceof BatchNormalization normalization) {
          return normalization.getCnn2DFormat();
        }
      }
    }
    return CNN2DFormat.NCHW;
  }
}
