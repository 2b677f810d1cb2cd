package org.purify4j.cli.option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.purify4j.data.ImageFolder;
import org.purify4j.diffusion.train.ImageSet;
import org.purify4j.diffusion.train.ImageShape;

/**
 * Pictures in a directory, to train a diffusion model on.
 *
 * @param directory that holds them
 */
record FolderData(Path directory) implements TrainingData {
  static final DataSource SOURCE =
      DataSource.of("images", "DIR")
          .withTraining((place, directory) -> read(directory))
          .withLabelled("DIR[,SIZE][,grey]", LabelledFolder::read);

  private static Optional<TrainingData> read(String argument) {
    List<Path> directories = DataSource.files(argument);
    return directories.size() == 1
        ? Optional.of(new FolderData(directories.get(0)))
        : Optional.empty();
  }

  @Override
  public String text() {
    return "images:" + directory;
  }

  @Override
  public Optional<String> passedOver() throws IOException {
    return ImageFolder.passedOver(directory).remark(directory);
  }

  @Override
  public int usualChannels() {
    return 3;
  }

  @Override
  public ImageSet open(ImageShape shape) throws IOException {
    return ImageFolder.open(directory, shape);
  }
}
