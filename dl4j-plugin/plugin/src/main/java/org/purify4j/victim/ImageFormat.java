package org.purify4j.victim;

import java.util.Optional;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.SpaceToBatchLayer;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.objdetect.Yolo2OutputLayer;

/** Finds out whether a layer reads its images channels first or channels last. */
final class ImageFormat {
  private ImageFormat() {}

  /** Returns the format of a layer that has one. */
  static Optional<CNN2DFormat> of(Layer layer) {
    if (layer instanceof ConvolutionLayer convolution) {
      return Optional.ofNullable(convolution.getCnn2dDataFormat());
    }
    if (layer instanceof SubsamplingLayer pooling) {
      return Optional.ofNullable(pooling.getCnn2dDataFormat());
    }
    if (layer instanceof BatchNormalization normalization) {
      return Optional.ofNullable(normalization.getCnn2DFormat());
    }
    if (layer instanceof ZeroPaddingLayer padding) {
      return Optional.ofNullable(padding.getDataFormat());
    }
    if (layer instanceof Cropping2D cropping) {
      return Optional.ofNullable(cropping.getDataFormat());
    }
    if (layer instanceof Upsampling2D upsampling) {
      return Optional.ofNullable(upsampling.getFormat());
    }
    if (layer instanceof LocalResponseNormalization normalization) {
      return Optional.ofNullable(normalization.getDataFormat());
    }
    if (layer instanceof LocallyConnected2D connected) {
      return Optional.ofNullable(connected.getFormat());
    }
    if (layer instanceof SpaceToDepthLayer blocks) {
      return Optional.ofNullable(blocks.getDataFormat());
    }
    if (layer instanceof SpaceToBatchLayer blocks) {
      return Optional.ofNullable(blocks.getFormat());
    }
    if (layer instanceof CnnLossLayer loss) {
      return Optional.ofNullable(loss.getFormat());
    }
    return layer instanceof Yolo2OutputLayer boxes
        ? Optional.ofNullable(boxes.getFormat())
        : Optional.empty();
  }
}
