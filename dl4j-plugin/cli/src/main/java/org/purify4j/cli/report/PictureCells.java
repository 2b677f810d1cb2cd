package org.purify4j.cli.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.purify4j.data.ImageFiles;

/**
 * Images of equal size in columns, with lines of text below them.
 *
 * @param graphics to draw on
 */
record PictureCells(Graphics2D graphics) {
  static final int CELL = 128;
  static final int GAP = 8;
  static final int LINE = PixelFont.HEIGHT + 6;

  /** An image, two lines below it, and a gap. */
  static final int ROW = CELL + 2 * LINE + GAP;

  static final Color INK = new Color(0x202020);
  private static final Color RIGHT = new Color(0x0a7a2f);
  private static final Color WRONG = new Color(0xb3261e);

  /** Factor by which differences are magnified. */
  private static final int MAGNIFICATION = 10;

  /** Differences beyond this, magnified, are black or white; half a level is for rounding. */
  private static final double CLIPPED = 0.5 + 0.5 / 255;

  /** Begins a white picture. */
  static PictureCells on(BufferedImage picture) {
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
    return new PictureCells(graphics);
  }

  /** The left of a column. */
  static int x(int column) {
    return GAP + column * (CELL + GAP);
  }

  /** An image {@code [1, c, h, w]} in a column, with its top at y. */
  void image(INDArray image, int column, int y) {
    graphics.drawImage(ImageFiles.toPicture(image), x(column), y, CELL, CELL, null);
  }

  /** A difference, magnified around grey, and below it how much of it is clipped, if any is. */
  void difference(INDArray image, INDArray clean, int column, int y) {
    INDArray magnified = image.sub(clean).muli(MAGNIFICATION);
    image(magnified.add(0.5), column, y);
    double clipped =
        Transforms.abs(magnified, true)
            .gt(CLIPPED)
            .castTo(DataType.DOUBLE)
            .meanNumber()
            .doubleValue();
    if (clipped > 0) {
      below(INK, String.format(Locale.ROOT, "clipped: %.1f%%", 100 * clipped), column, y);
    }
  }

  /** A line below an image whose top is at y, green for what is right and red for what is not. */
  void verdict(boolean right, String text, int column, int y) {
    below(right ? RIGHT : WRONG, text, column, y);
  }

  /** A line below an image whose top is at y. */
  void below(Color colour, String text, int column, int y) {
    text(colour, text, x(column), y + CELL + 3);
  }

  /** Text with its upper left corner at x and y. */
  void text(Color colour, String text, int x, int y) {
    graphics.setColor(colour);
    PixelFont.draw(graphics, text, x, y);
  }
}
