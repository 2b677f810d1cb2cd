package org.purify4j.data;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** Scales and crops pictures to a size. */
final class PictureFit {
  private PictureFit() {}

  /** Scales a picture so that it just covers the size, and crops it to the middle. */
  static BufferedImage fill(BufferedImage picture, int width, int height) {
    BufferedImage current = colours(picture);
    double scale =
        Math.max((double) width / current.getWidth(), (double) height / current.getHeight());
    // halved as often as possible first: one large step would skip most pixels
    while (scale <= 0.5) {
      current = scaled(current, (current.getWidth() + 1) / 2, (current.getHeight() + 1) / 2);
      scale = Math.max((double) width / current.getWidth(), (double) height / current.getHeight());
    }
    int scaledWidth = (int) Math.max(width, Math.round(scale * current.getWidth()));
    int scaledHeight = (int) Math.max(height, Math.round(scale * current.getHeight()));
    return scaled(current, scaledWidth, scaledHeight)
        .getSubimage((scaledWidth - width) / 2, (scaledHeight - height) / 2, width, height);
  }

  /** The colours as stored in the file. */
  private static BufferedImage colours(BufferedImage picture) {
    BufferedImage copy =
        new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        copy.setRGB(x, y, ImageFiles.rgb(picture, x, y));
      }
    }
    return copy;
  }

  private static BufferedImage scaled(BufferedImage picture, int width, int height) {
    if (width == picture.getWidth() && height == picture.getHeight()) {
      return picture;
    }
    BufferedImage result = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = result.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(picture, 0, 0, width, height, null);
    graphics.dispose();
    return result;
  }
}
