package org.purify4j.cli.report;

import static org.purify4j.cli.report.PictureCells.CELL;
import static org.purify4j.cli.report.PictureCells.GAP;
import static org.purify4j.cli.report.PictureCells.INK;
import static org.purify4j.cli.report.PictureCells.LINE;
import static org.purify4j.cli.report.PictureCells.ROW;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.IntFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
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
    PictureCells cells = PictureCells.on(picture);
    int y = GAP;
    for (DefenceResult defence : defences) {
      y = block(cells, defence, className, y) + GAP;
    }
    cells.graphics().dispose();
    return picture;
  }

  private static int block(
      PictureCells cells, DefenceResult defence, IntFunction<String> className, int top) {
    cells.text(INK, defence.name(), GAP, top);
    for (int column = 0; column < COLUMNS.size(); column++) {
      cells.text(INK, COLUMNS.get(column), PictureCells.x(column), top + LINE);
    }
    int y = top + 2 * LINE;
    for (Example example : defence.examples()) {
      INDArray clean = example.clean();
      cells.image(clean, 0, y);
      cells.image(example.attacked(), 1, y);
      cells.image(example.shown(), 2, y);
      cells.difference(example.attacked(), clean, 3, y);
      cells.difference(example.shown(), clean, 4, y);
      int[] predicted = {example.classOfClean(), example.classOfAttacked(), example.classOfShown()};
      for (int column = 0; column < predicted.length; column++) {
        cells.verdict(
            predicted[column] == example.label(), className.apply(predicted[column]), column, y);
      }
      cells.below(INK, "true: " + className.apply(example.label()), 0, y + LINE);
      cells.below(INK, "image " + example.id(), 1, y + LINE);
      y += ROW;
    }
    return y;
  }
}
