package org.purify4j.cli.option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.data.Cifar10;
import org.purify4j.data.LabelledImages;
import org.purify4j.diffusion.train.ImageSet;
import org.purify4j.diffusion.train.ImageShape;
import org.purify4j.evaluate.FileReference;

/**
 * CIFAR-10.
 *
 * @param files in its binary format
 */
record CifarData(List<Path> files) implements LabelledData, TrainingData {
  static final DataSource SOURCE =
      DataSource.of("cifar10", "FILE[,FILE]")
          .withLabelled((place, files) -> Optional.of(new CifarData(DataSource.files(files))))
          .withTraining((place, files) -> Optional.of(new CifarData(DataSource.files(files))));

  @Override
  public String text() {
    return files.stream().map(Path::toString).collect(Collectors.joining(",", "cifar10:", ""));
  }

  @Override
  public void check() throws IOException {
    for (Path file : files) {
      Cifar10.count(file);
    }
  }

  @Override
  public LabelledImages read(int limit) throws IOException {
    return Cifar10.read(files, limit);
  }

  @Override
  public OptionalInt classes() {
    return OptionalInt.of(Cifar10.CLASS_NAMES.size());
  }

  @Override
  public String className(int label) {
    return Cifar10.CLASS_NAMES.get(label);
  }

  @Override
  public List<FileReference> references(String role) throws IOException {
    List<FileReference> references = new ArrayList<>();
    for (Path file : files) {
      references.add(FileReference.of(role, file));
    }
    return references;
  }

  @Override
  public int usualChannels() {
    return 3;
  }

  @Override
  public ImageSet open(ImageShape shape) throws IOException {
    ImageSet images = Cifar10.open(files);
    if (!images.shape().equals(shape)) {
      images.close();
      throw new CommandException(
          "model: takes images of " + shape + ", must take " + images.shape() + " for CIFAR-10");
    }
    return images;
  }
}
