package org.purify4j.cli.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.purify4j.data.ImageFiles;
import org.purify4j.evaluate.DefenceResult;
import org.purify4j.evaluate.Example;

/**
 * A picture of the effect of attack and defence: a block for each defence, a row for each image,
 * with the clean image, the attacked one, the one that the classifier sees after the defence, and
 * the differences of the latter two to the clean image, magnified ten times around mid-grey. Below
 * each image stands its predicted class, green if correct and red if not, and below the clean one
 * also the true class; below a difference that goes beyond black or white, how much of it is
 * clipped.
 */
public final class PictureGrid {
  /** What a grid shows, for those who do not see it. */
  public static final String DESCRIPTION =
      "clean, attacked and purified images with their predicted classes";

  /** What a reader should know of a grid. */
  public static final String CAPTION =
      "Below each picture what the classifier says, and below the first also what it is. Differences"
          + " are magnified ten times around grey; where that goes beyond black or white, it is"
          + " clipped.";

  /** Factor by which differences are magnified. */
  private static final int MAGNIFICATION = 10;

  /** Differences beyond this, magnified, are black or white; half a level is for rounding. */
  private static final double CLIPPED = 0.5 + 0.5 / 255;

  private static final int CELL = 128;
  private static final int GAP = 8;
  private static final int LINE = PixelFont.HEIGHT + 6;
  private static final int ROW = CELL + 2 * LINE + GAP;
  private static final Color BACKGROUND = Color.WHITE;
  private static final Color INK = new Color(0x202020);
  private static final Color RIGHT = new Color(0x0a7a2f);
  private static final Color WRONG = new Color(0xb3261e);
  private static final List<String> COLUMNS =
      List.of("clean", "attacked", "purified", "attacked-clean x10", "purified-clean x10");

  private PictureGrid() {}

  /**
   * Draws the examples of a result.
   *
   * @param defences results whose examples are drawn, one block each; not empty
   * @param className of each class
   */
  public static BufferedImage draw(List<DefenceResult> defences, IntFunction<String> className) {
    int width = GAP + COLUMNS.size() * (CELL + GAP);
    int height = GAP;
    for (DefenceResult defence : defences) {
      height += 2 * LINE + defence.examples().size() * ROW + GAP;
    }
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(BACKGROUND);
    graphics.fillRect(0, 0, width, height);
    int y = GAP;
    for (DefenceResult defence : defences) {
      y = block(graphics, defence, className, y) + GAP;
    }
    graphics.dispose();
    return picture;
  }

  private static int block(
      Graphics2D graphics, DefenceResult defence, IntFunction<String> className, int top) {
    graphics.setColor(INK);
    PixelFont.draw(graphics, defence.name(), GAP, top);
    for (int column = 0; column < COLUMNS.size(); column++) {
      PixelFont.draw(graphics, COLUMNS.get(column), x(column), top + LINE);
    }
    int y = top + 2 * LINE;
    for (Example example : defence.examples()) {
      INDArray clean = example.clean();
      image(graphics, clean, 0, y);
      image(graphics, example.attacked(), 1, y);
      image(graphics, example.shown(), 2, y);
      difference(graphics, example.attacked(), clean, 3, y);
      difference(graphics, example.shown(), clean, 4, y);
      label(graphics, example.classOfClean(), example.label(), className, 0, y);
      label(graphics, example.classOfAttacked(), example.label(), className, 1, y);
      label(graphics, example.classOfShown(), example.label(), className, 2, y);
      graphics.setColor(INK);
      note(graphics, "true: " + className.apply(example.label()), 0, y + LINE);
      note(graphics, "image " + example.id(), 1, y + LINE);
      y += ROW;
    }
    return y;
  }

  private static void image(Graphics2D graphics, INDArray image, int column, int y) {
    graphics.drawImage(ImageFiles.toPicture(image), x(column), y, CELL, CELL, null);
  }

  private static void label(
      Graphics2D graphics,
      int predicted,
      int label,
      IntFunction<String> className,
      int column,
      int y) {
    graphics.setColor(predicted == label ? RIGHT : WRONG);
    note(graphics, className.apply(predicted), column, y);
  }

  private static void note(Graphics2D graphics, String text, int column, int y) {
    PixelFont.draw(graphics, text, x(column), y + CELL + 3);
  }

  private static void difference(
      Graphics2D graphics, INDArray image, INDArray clean, int column, int y) {
    INDArray magnified = image.sub(clean).muli(MAGNIFICATION);
    image(graphics, magnified.add(0.5), column, y);
    double clipped =
        Transforms.abs(magnified, true)
            .gt(CLIPPED)
            .castTo(DataType.DOUBLE)
            .meanNumber()
            .doubleValue();
    if (clipped > 0) {
      graphics.setColor(INK);
      note(graphics, String.format(Locale.ROOT, "clipped: %.1f%%", 100 * clipped), column, y);
    }
  }

  private static int x(int column) {
    return GAP + column * (CELL + GAP);
  }
}
