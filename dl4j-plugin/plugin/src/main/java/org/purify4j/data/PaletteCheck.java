package org.purify4j.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;

/** Refuses pictures with pixels of a colour that their palette does not have. */
final class PaletteCheck {
  private PaletteCheck() {}

  /**
   * Checks a picture.
   *
   * @param colours number of colours of its palette
   * @throws IOException if a pixel has a number beyond them
   */
  static void require(Path file, BufferedImage picture, int colours) throws IOException {
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        int colour = picture.getRaster().getSample(x, y, 0);
        if (colour >= colours) {
          throw new IOException(
              file
                  + ": the picture is damaged (got colour "
                  + colour
                  + " of a palette of "
                  + colours
                  + ", counted from 0)");
        }
      }
    }
  }
}
