package org.purify4j.data;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * Refuses pictures with transparent pixels, whose colours are no more than a part of what shows.
 */
final class OpacityCheck {
  private OpacityCheck() {}

  /**
   * Checks a picture; an alpha channel that is opaque everywhere, or a transparent colour that no
   * pixel has, is accepted.
   *
   * @param clear the level that is transparent in a grey picture, if Java does not know of it
   * @throws IOException if a pixel is transparent, wholly or in part
   */
  static void require(Path file, BufferedImage picture, OptionalInt clear) throws IOException {
    ColorModel colours = picture.getColorModel();
    if (!colours.hasAlpha() && clear.isEmpty()) {
      return;
    }
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        boolean isClear =
            clear.isPresent() && clear.getAsInt() == picture.getRaster().getSample(x, y, 0);
        if (isClear || !isOpaque(picture, colours, x, y)) {
          throw new IOException(
              file
                  + ": got transparent pixels, must be opaque (lay the picture on a background"
                  + " with an image program)");
        }
      }
    }
  }

  private static boolean isOpaque(BufferedImage picture, ColorModel colours, int x, int y) {
    Raster raster = picture.getRaster();
    if (colours instanceof IndexColorModel palette) {
      return palette.getAlpha(raster.getSample(x, y, 0)) == 0xff;
    }
    if (!colours.hasAlpha()) {
      return true;
    }
    int alpha = raster.getNumBands() - 1;
    return raster.getSample(x, y, alpha) == (1 << colours.getComponentSize(alpha)) - 1;
  }
}
