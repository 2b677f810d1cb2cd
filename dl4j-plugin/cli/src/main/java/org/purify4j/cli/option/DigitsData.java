package org.purify4j.cli.option;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.cli.shell.Numbers;
import org.purify4j.data.LabelledImages;
import org.purify4j.data.SyntheticDigits;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.diffusion.train.ImageSet;
import org.purify4j.diffusion.train.ImageShape;
import org.purify4j.evaluate.FileReference;

/**
 * Synthetic digits, drawn when they are read.
 *
 * @param count number of images
 * @param digits the generator
 */
public record DigitsData(int count, SyntheticDigits digits) implements LabelledData, TrainingData {
  static final DataSource SOURCE =
      DataSource.of("digits", "COUNT[,SEED]")
          .withLabelled((place, argument) -> parse(place, argument).map(digits -> digits))
          .withTraining((place, argument) -> parse(place, argument).map(digits -> digits));

  private static Optional<DigitsData> parse(String place, String argument) {
    String[] parts = argument.split(",", -1);
    if (parts.length > 2) {
      return Optional.empty();
    }
    String name = place + " digits:";
    int count = ValueOption.within(Bound.PICTURES).read(name + "COUNT", parts[0]);
    long seed = parts.length == 1 ? 0 : Numbers.whole(name + "SEED", parts[1]);
    return Optional.of(new DigitsData(count, new SyntheticDigits(seed)));
  }

  @Override
  public void check() {
    // there is no file to check
  }

  @Override
  public LabelledImages read(int limit) {
    return digits.read(Math.min(count, limit));
  }

  @Override
  public OptionalInt classes() {
    return OptionalInt.of(SyntheticDigits.CLASSES);
  }

  @Override
  public String className(int label) {
    return Integer.toString(label);
  }

  /** In place of a file, the digest is that of the images. */
  @Override
  public List<FileReference> references(String role) {
    return List.of(new FileReference(role, text(), digits.sha256(count)));
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
  public String text() {
    return "digits:" + count + "," + digits.seed();
  }
}
