package org.purify4j.diffusion.train;

/**
 * The size of an image.
 *
 * @param channels 1 or 3
 * @param height in pixels
 * @param width in pixels
 */
public record ImageShape(int channels, int height, int width) {
  public ImageShape {
    if ((channels != 1 && channels != 3) || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "image: got "
              + channels
              + " channels of "
              + height
              + "x"
              + width
              + " pixels, must be 1 or 3 channels of at least 1x1");
    }
  }

  /** Values of one image. */
  public int length() {
    return channels * height * width;
  }

  @Override
  public String toString() {
    return channels + "x" + height + "x" + width;
  }
}
