package org.purify4j.diffusion.chain;

import java.util.OptionalInt;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.array.Finite;
import org.purify4j.diffusion.array.Rows;

/** Checks that pixels are numbers in [0, 1], image by image. */
final class PixelCheck {
  /** How far pixels may lie outside [0, 1]: what rounding takes them there. */
  static final double SLACK = 1e-4;

  private PixelCheck() {}

  /**
   * Finds the images that have other pixels.
   *
   * @param images {@code [n, c, h, w]}
   */
  static ImageFaults of(INDArray images) {
    ImageFaults faults = new ImageFaults();
    if (!inRange(images)) {
      for (int i = 0; i < images.size(0); i++) {
        check(i, Rows.of(images, i, i + 1), faults);
      }
    }
    return faults;
  }

  private static boolean inRange(INDArray images) {
    return Finite.isFinite(images)
        && images.minNumber().doubleValue() >= -SLACK
        && images.maxNumber().doubleValue() <= 1 + SLACK;
  }

  private static void check(int number, INDArray image, ImageFaults faults) {
    OptionalInt found = Finite.firstNot(image);
    if (found.isPresent()) {
      faults.add(number, notFinite(image, found.getAsInt()));
    } else if (!inRange(image)) {
      faults.add(
          number,
          "got pixels from "
              + image.minNumber().floatValue()
              + " to "
              + image.maxNumber().floatValue()
              + ", must be in [0, 1] (divide 8-bit pixels by 255; undo a normalizer, or give it to"
              + " PurifiedNetwork.wrap; clip what overshoots)");
    }
  }

  private static String notFinite(INDArray image, int position) {
    int width = (int) image.size(3);
    int height = (int) image.size(2);
    return "got "
        + image.dup('c').data().getDouble(position)
        + " at channel "
        + position / (width * height)
        + ", row "
        + position / width % height
        + ", column "
        + position % width
        + ", must be a number in [0, 1]";
  }
}
