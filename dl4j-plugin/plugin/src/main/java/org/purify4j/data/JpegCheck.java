package org.purify4j.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Refuses decoded JPEG pictures that are not what their files were made from. */
final class JpegCheck {
  /** RGB and YCbCr, or grey. */
  private static final int MOST_BANDS = 3;

  /** What a reader warns of that leaves the pixels as they are. */
  private static final Pattern HARMLESS =
      Pattern.compile(
          "(?i).*(extraneous bytes before marker|unknown JFIF|thumbnail|profile|Adobe marker).*");

  private JpegCheck() {}

  /**
   * Checks a picture.
   *
   * @param warnings of the reader, which fills with grey what is missing
   * @throws IOException if it is damaged, or in CMYK, of which Java makes other colours
   */
  static void require(Path file, BufferedImage picture, List<String> warnings) throws IOException {
    if (picture.getRaster().getNumBands() > MOST_BANDS) {
      throw new IOException(
          file + ": got a picture in CMYK, must be RGB or grey (convert it first)");
    }
    for (String warning : warnings) {
      if (!HARMLESS.matcher(warning).matches()) {
        throw new IOException(file + ": the picture is damaged (" + warning + ")");
      }
    }
  }
}
