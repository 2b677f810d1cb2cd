package org.purify4j.dl4j;

import org.deeplearning4j.nn.conf.inputs.InputType;

/** Checks the input types of purification layers and vertices. */
final class ImageInputs {
  private ImageInputs() {}

  /** Returns the type itself if it is that of RGB images. */
  static InputType requireImages(InputType type) {
    if (!(type instanceof InputType.InputTypeConvolutional images) || images.getChannels() != 3) {
      throw new IllegalArgumentException(
          "input of the purification: got " + type + ", must be images of 3 channels");
    }
    return type;
  }
}
