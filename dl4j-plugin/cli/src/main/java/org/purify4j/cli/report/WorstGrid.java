package org.purify4j.cli.report;

import static org.purify4j.cli.report.PictureCells.GAP;
import static org.purify4j.cli.report.PictureCells.INK;
import static org.purify4j.cli.report.PictureCells.LINE;
import static org.purify4j.cli.report.PictureCells.ROW;

import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.cli.report.WorstExample.Answer;
import org.purify4j.data.LabelledImages;
import org.purify4j.diffusion.array.Rows;
import org.purify4j.protocol.claim.Claim;

/**
 * A picture of the images of which attacks take most: a block for each defence, a row for each
 * image, with the clean image, the attacked one and their difference, and beside them what the
 * defence answers.
 */
public final class WorstGrid {
  /** The name of its file in a report's folder. */
  public static final String FILE = "worst.png";

  /** What the picture shows, for those who do not see it. */
  static final String DESCRIPTION =
      "clean images, the attacked ones and their differences, with what the defence answers";

  private static final int MOST = 4;
  private static final int IMAGES = 3;
  private static final int TEXT = 300;
  private static final List<String> COLUMNS = List.of("clean", "attacked", "attacked-clean x10");

  private WorstGrid() {}

  /**
   * Draws the worst examples of a claim, at most four for each defence.
   *
   * @param clean the images that were attacked
   * @param attacked the adversarial images by the names that the claim gives them
   * @param className of each class
   * @return empty if no attack takes anything of any image
   */
  public static Optional<BufferedImage> draw(
      Claim claim,
      LabelledImages clean,
      Map<String, INDArray> attacked,
      IntFunction<String> className) {
    Map<String, List<WorstExample>> blocks =
        WorstExample.of(claim, MOST).stream()
            .collect(
                Collectors.groupingBy(
                    WorstExample::defence, LinkedHashMap::new, Collectors.toList()));
    if (blocks.isEmpty()) {
      return Optional.empty();
    }
    int height =
        GAP
            + blocks.values().stream()
                .mapToInt(examples -> 2 * LINE + examples.size() * ROW + GAP)
                .sum();
    BufferedImage picture =
        new BufferedImage(PictureCells.x(IMAGES) + TEXT, height, BufferedImage.TYPE_INT_RGB);
    PictureCells cells = PictureCells.on(picture);
    int y = GAP;
    for (Map.Entry<String, List<WorstExample>> block : blocks.entrySet()) {
      cells.text(INK, block.getKey(), GAP, y);
      for (int column = 0; column < COLUMNS.size(); column++) {
        cells.text(INK, COLUMNS.get(column), PictureCells.x(column), y + LINE);
      }
      y += 2 * LINE;
      for (WorstExample example : block.getValue()) {
        INDArray before = row(clean.images(), example.index());
        INDArray images = attacked.get(example.attack().images());
        if (images == null) {
          throw new IllegalArgumentException(
              "attacked: got no " + example.attack().images() + ", must be those of all attacks");
        }
        INDArray after = row(images, example.index());
        cells.image(before, 0, y);
        cells.image(after, 1, y);
        cells.difference(after, before, 2, y);
        cells.below(INK, "true: " + className.apply(example.label()), 0, y);
        int majority = example.attack().judgement().majority()[example.index()];
        cells.verdict(majority == example.label(), className.apply(majority), 1, y);
        int line = y;
        for (String text : words(example, className)) {
          cells.text(INK, text, PictureCells.x(IMAGES), line);
          line += LINE;
        }
        y += ROW;
      }
      y += GAP;
    }
    cells.graphics().dispose();
    return Optional.of(picture);
  }

  private static INDArray row(INDArray images, int index) {
    return Rows.of(images, index, index + 1).dup('c');
  }

  /** What stands beside an example; at most as many lines as its picture is high. */
  static List<String> words(WorstExample example, IntFunction<String> className) {
    Answer after = example.attacked();
    return List.of(
        "image " + example.id(),
        example.attack().entry().name() + ", " + AttackBudget.of(example.attack().entry()),
        "clean: right" + times(example.clean().right(), example.clean().draws()),
        "attacked: right" + times(after.right(), after.draws()),
        "attacked: " + className.apply(after.wrong()) + times(after.agreeing(), after.draws()));
  }

  private static String times(int count, int draws) {
    return " in " + count + " of " + draws + (draws == 1 ? " draw" : " draws");
  }

  /**
   * What a reader should know of the picture.
   *
   * @param images number of images in all
   */
  static String caption(int images) {
    return "Of "
        + images
        + (images == 1 ? " image" : " images")
        + ", for each defence those of which an attack takes most: right as they are, and right in"
        + " the fewest draws after the attack; among equal ones those whose draws agree most on one"
        + " wrong class. Chosen to be the worst, not to be typical. Below the attacked image stands"
        + " the majority of the draws, beside it the wrong class that most of them give. Attacks that are blind or know the seed are shown only where no other was"
        + " made. Differences are magnified ten times around grey; where that goes beyond black or"
        + " white, it is clipped.";
  }
}
