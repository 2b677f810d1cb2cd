package org.purify4j.cli.option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.cli.shell.Numbers;
import org.purify4j.data.LabelledImages;
import org.purify4j.data.Mnist;
import org.purify4j.diffusion.train.ImageSet;
import org.purify4j.diffusion.train.ImageShape;
import org.purify4j.evaluate.FileReference;

/**
 * MNIST with its labels, or anything else in its format.
 *
 * @param images file of the images
 * @param labels file of their classes
 * @param size height and width of the black square in the middle of which the images are put, if
 *     they are
 */
record LabelledMnist(Path images, Path labels, Optional<Integer> size) implements LabelledData {
  private static final int LARGEST = 4096;
  private static final int MOST_PARTS = 3;

  /** Reads {@code IMAGES,LABELS[,SIZE]}. */
  static Optional<LabelledData> read(String place, String argument) {
    String[] parts = argument.split(",", -1);
    if (parts.length < 2 || parts.length > MOST_PARTS) {
      return Optional.empty();
    }
    Optional<Integer> size =
        parts.length == MOST_PARTS
            ? Optional.of(Numbers.count(place + " mnist:IMAGES,LABELS,SIZE", parts[2], 1, LARGEST))
            : Optional.empty();
    return Optional.of(new LabelledMnist(Arguments.path(parts[0]), Arguments.path(parts[1]), size));
  }

  @Override
  public void check() throws IOException {
    shape();
  }

  private ImageShape shape() throws IOException {
    ImageShape stored = Mnist.shape(images);
    if (size.isEmpty()) {
      return stored;
    }
    if (size.get() < stored.height() || size.get() < stored.width()) {
      throw new CommandException(
          images + ": got images of " + stored + ", must be at most " + size.get() + ", the size");
    }
    return new ImageShape(1, size.get(), size.get());
  }

  @Override
  public LabelledImages read(int limit) throws IOException {
    try (ImageSet set = Mnist.open(images, Optional.of(labels), shape())) {
      return LabelledImages.of(set, limit);
    }
  }

  @Override
  public String className(int label) {
    return Integer.toString(label);
  }

  @Override
  public List<FileReference> references(String role) throws IOException {
    return List.of(FileReference.of(role, images), FileReference.of(role, labels));
  }
}
