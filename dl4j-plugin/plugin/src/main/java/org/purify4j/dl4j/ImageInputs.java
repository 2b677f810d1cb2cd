package org.purify4j.dl4j;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.purify4j.victim.InputEncoding;

/** Checks the input types of purification layers and vertices. */
final class ImageInputs {
  private ImageInputs() {}

  /**
   * Returns the type itself if it is that of images that the diffusion model takes.
   *
   * @throws IllegalArgumentException if it is not
   */
  static InputType require(InputType type, PurifierReference purifier, InputEncoding encoding) {
    if (!encoding.flat().isEmpty()) {
      requireLength(type, encoding);
      check(purifier, encoding.flat().get(0), encoding.flat().get(1), encoding.flat().get(2));
    } else if (type instanceof InputType.InputTypeConvolutional images) {
      check(purifier, images.getChannels(), images.getHeight(), images.getWidth());
      requireFormat(images, encoding.format());
    } else {
      throw new IllegalArgumentException(
          "input of the purification: got "
              + type
              + ", must be images (give the encoding of flat ones, InputEncoding.flat)");
    }
    return type;
  }

  private static void requireLength(InputType type, InputEncoding encoding) {
    long pixels = encoding.flat().stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
    if (type.arrayElementsPerExample() != pixels) {
      throw new IllegalArgumentException(
          "input of the purification: got "
              + type
              + ", must have "
              + pixels
              + " values, those of "
              + encoding.flat());
    }
  }

  private static void requireFormat(InputType.InputTypeConvolutional images, CNN2DFormat format) {
    if (images.getFormat() != format) {
      throw new IllegalArgumentException(
          "input of the purification: got " + images.getFormat() + " images, must be " + format);
    }
  }

  /** Checks a shape, unless the archive is elsewhere: then the first image is checked. */
  private static void check(PurifierReference purifier, long channels, long height, long width) {
    if (ArchiveSearch.isThere(purifier)) {
      purifier.describe().requireImages(channels, height, width);
    }
  }
}
