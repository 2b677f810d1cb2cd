package org.purify4j.victim;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/** Whether a network reads its images channels first or channels last. */
final class ImageFormat {
  private ImageFormat() {}

  /** The format of the first layer that has one; channels first where none has. */
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
