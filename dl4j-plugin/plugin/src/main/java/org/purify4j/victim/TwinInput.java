package org.purify4j.victim;

import java.util.function.Supplier;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What the twins of a network are given: its parameters as they are, and images as its input has
 * them.
 */
final class TwinInput {
  private final Supplier<INDArray> parameters;
  private final INDArray shared;
  private final InputEncoding encoding;
  private final FittingImages fitting;

  /**
   * @param parameters the array in which the network holds its parameters now
   * @param encoding of images in the network's input
   * @param fitting of images that do not fit the network
   */
  TwinInput(Supplier<INDArray> parameters, InputEncoding encoding, FittingImages fitting) {
    this.parameters = parameters;
    this.shared = parameters.get();
    this.encoding = encoding;
    this.fitting = fitting;
  }

  /** The same for twins of another array of parameters, that in which the network has them now. */
  TwinInput afresh() {
    return new TwinInput(parameters, encoding, fitting);
  }

  /** The array of parameters that twins share. */
  INDArray shared() {
    return shared;
  }

  /** Data type of the network. */
  DataType type() {
    return shared.dataType();
  }

  /** Copies the network's parameters if it now holds them in another array. */
  void synchronise() {
    INDArray current = parameters.get();
    if (current != shared) {
      shared.assign(current);
    }
  }

  /** Encodes images in a fresh array of the network's data type. */
  INDArray toNetwork(INDArray images) {
    return encoding.toInput(images.castTo(type()));
  }

  /** The gradient with respect to images, in their data type, from that of the encoded ones. */
  INDArray fromNetwork(INDArray gradient, INDArray images) {
    return encoding.ofImages(gradient).castTo(images.dataType());
  }

  /** Makes a forward pass as {@link FittingImages#through} does. */
  INDArray through(INDArray images, Supplier<INDArray> pass) {
    return fitting.through(images, pass);
  }
}
