package org.purify4j.dl4j;

import org.deeplearning4j.nn.conf.inputs.InputType;

/** The input types that a purification takes. */
final class ImageInputs {
  private ImageInputs() {}

  /** The type itself, if it is that of RGB images. */
  static InputType requireImages(InputType type) {
    if (!(type instanceof InputType.InputTypeConvolutional images) || images.getChannels() != 3) {
      throw new IllegalArgumentException(
          "input of the purification: got " + type + ", must be images of 3 channels");
    }
    return type;
  }
}
