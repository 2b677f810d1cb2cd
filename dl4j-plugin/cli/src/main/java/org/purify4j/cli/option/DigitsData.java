package org.purify4j.cli.option;

import java.util.List;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.cli.shell.Numbers;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.data.LabelledImages;
import org.purify4j.data.SyntheticDigits;
import org.purify4j.diffusion.train.ImageSet;
import org.purify4j.diffusion.train.ImageShape;
import org.purify4j.evaluate.FileReference;

/**
 * Images that are drawn: {@code digits:COUNT[,SEED]}.
 *
 * @param count how many
 * @param digits what draws them
 */
public record DigitsData(int count, SyntheticDigits digits) implements DataOption, TrainingData {
  static final String PREFIX = "digits:";
  static final String FORM = PREFIX + "COUNT[,SEED]";

  private static final int MOST_IMAGES = 100_000;

  static DigitsData parse(String option, String text) {
    String[] parts = text.substring(PREFIX.length()).split(",", -1);
    if (parts.length > 2) {
      throw new UsageException("--" + option + ": got " + text + ", must be " + FORM);
    }
    String name = "--" + option + " " + PREFIX + "COUNT";
    long count = Numbers.whole(name, parts[0], 1);
    if (count > MOST_IMAGES) {
      throw new UsageException(
          name
              + ": got "
              + count
              + ", must be at most "
              + MOST_IMAGES
              + " (they are held in memory)");
    }
    long seed =
        parts.length == 1
            ? 0
            : Numbers.whole("--" + option + " " + PREFIX + "SEED", parts[1], Long.MIN_VALUE);
    return new DigitsData((int) count, new SyntheticDigits(seed));
  }

  @Override
  public void check() {
    // There is no file.
  }

  @Override
  public LabelledImages read(int limit) {
    return digits.read(Math.min(count, limit));
  }

  @Override
  public String className(int label) {
    return Integer.toString(label);
  }

  /** The images themselves stand for a file. */
  @Override
  public List<FileReference> references(String role) {
    return List.of(new FileReference(role, toString(), digits.sha256(count)));
  }

  @Override
  public int usualChannels() {
    return SyntheticDigits.SHAPE.channels();
  }

  @Override
  public ImageSet open(ImageShape shape) {
    if (!shape.equals(SyntheticDigits.SHAPE)) {
      throw new CommandException(
          "model: takes images of "
              + shape
              + ", must take "
              + SyntheticDigits.SHAPE
              + " for synthetic digits");
    }
    return digits.open(count);
  }

  @Override
  public String toString() {
    return PREFIX + count + "," + digits.seed();
  }
}
