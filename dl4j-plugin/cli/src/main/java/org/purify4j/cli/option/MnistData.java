package org.purify4j.cli.option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.purify4j.data.Mnist;
import org.purify4j.diffusion.train.ImageSet;
import org.purify4j.diffusion.train.ImageShape;

/**
 * MNIST, or anything else in its format.
 *
 * @param files the images and, if the network is conditional on classes, their labels
 */
record MnistData(List<Path> files) implements TrainingData {
  static final DataSource SOURCE =
      DataSource.of("mnist", "IMAGES[,LABELS]")
          .withTraining((place, files) -> read(DataSource.files(files)))
          .withLabelled("IMAGES,LABELS[,SIZE]", LabelledMnist::read);

  private static Optional<TrainingData> read(List<Path> files) {
    return files.size() <= 2 ? Optional.of(new MnistData(files)) : Optional.empty();
  }

  @Override
  public String text() {
    return files.stream().map(Path::toString).collect(Collectors.joining(",", "mnist:", ""));
  }

  @Override
  public boolean labelled() {
    return files.size() > 1;
  }

  @Override
  public int usualChannels() {
    return 1;
  }

  @Override
  public ImageSet open(ImageShape shape) throws IOException {
    return Mnist.open(files.get(0), files.stream().skip(1).findFirst(), shape);
  }
}
