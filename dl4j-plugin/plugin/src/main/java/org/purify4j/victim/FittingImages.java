package org.purify4j.victim;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.fault.UserFault;

/**
 * Says what does not fit when a network is given images of another number of channels or another
 * size than it was made for, which DL4J and ND4J find out somewhere in a layer.
 */
final class FittingImages {
  private final OptionalLong channels;

  private FittingImages(OptionalLong channels) {
    this.channels = channels;
  }

  /** For a network, whose first convolution, if it has one, says how many channels it reads. */
  static FittingImages of(NetworkStructure structure) {
    for (String name : structure.order()) {
      GraphVertex vertex = structure.vertices().get(name);
      if (vertex instanceof LayerVertex layer
          && layer.getLayerConf().getLayer() instanceof ConvolutionLayer convolution) {
        return new FittingImages(OptionalLong.of(convolution.getNIn()));
      }
    }
    return new FittingImages(OptionalLong.empty());
  }

  /**
   * Makes a forward pass.
   *
   * @param images {@code [n, c, h, w]}
   * @throws IllegalArgumentException if the network cannot take them
   */
  INDArray through(INDArray images, Supplier<INDArray> pass) {
    if (images.rank() == 4 && channels.orElse(images.size(1)) != images.size(1)) {
      throw new IllegalArgumentException(
          got(images) + "must have the " + channels.getAsLong() + " channels of the network");
    }
    try {
      return pass.get();
    } catch (IllegalArgumentException | UserFault e) {
      throw e;
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          got(images) + "must be one that the network takes (" + e.getMessage() + ")", e);
    }
  }

  private static String got(INDArray images) {
    return "images: got shape " + Arrays.toString(images.shape()) + ", ";
  }
}
