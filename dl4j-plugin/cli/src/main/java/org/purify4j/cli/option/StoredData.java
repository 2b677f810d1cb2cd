package org.purify4j.cli.option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.data.Cifar10;
import org.purify4j.data.ImageFolder;
import org.purify4j.data.Mnist;
import org.purify4j.diffusion.train.ImageSet;
import org.purify4j.diffusion.train.ImageShape;

/**
 * Images in files that a diffusion model is trained on: {@code cifar10:FILE[,FILE]}, {@code
 * mnist:IMAGES[,LABELS]} or {@code images:DIR}.
 *
 * @param kind of the files
 * @param files that hold them
 */
record StoredData(Kind kind, List<Path> files) implements TrainingData {
  static final String FORMS = "cifar10:FILE[,FILE], mnist:IMAGES[,LABELS], images:DIR";

  /** Kinds of files, with what images of them are usually like. */
  enum Kind {
    CIFAR10(3),
    MNIST(1),
    IMAGES(3);

    private final int channels;

    Kind(int channels) {
      this.channels = channels;
    }
  }

  /**
   * Reads it.
   *
   * @throws UsageException if it is of no known kind
   */
  static StoredData parse(String option, String text) {
    for (Kind kind : Kind.values()) {
      String prefix = kind.name().toLowerCase(Locale.ROOT) + ":";
      if (text.startsWith(prefix) && text.length() > prefix.length()) {
        String[] files = text.substring(prefix.length()).split(",");
        if (kind == Kind.CIFAR10 || files.length <= (kind == Kind.MNIST ? 2 : 1)) {
          return new StoredData(kind, Arrays.stream(files).map(Path::of).toList());
        }
      }
    }
    throw new UsageException("--" + option + ": got " + text + ", must be " + TrainingData.FORMS);
  }

  @Override
  public int usualChannels() {
    return kind.channels;
  }

  @Override
  public ImageSet open(ImageShape shape) throws IOException {
    return switch (kind) {
      case CIFAR10 -> cifar10(shape);
      case MNIST -> Mnist.open(files.get(0), files.stream().skip(1).findFirst(), shape);
      case IMAGES -> ImageFolder.open(files.get(0), shape);
    };
  }

  private ImageSet cifar10(ImageShape shape) throws IOException {
    ImageSet images = Cifar10.open(files);
    if (!images.shape().equals(shape)) {
      images.close();
      throw new CommandException(
          "model: takes images of " + shape + ", must take " + images.shape() + " for CIFAR-10");
    }
    return images;
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT)
        + ":"
        + String.join(",", files.stream().map(Path::toString).toList());
  }
}
