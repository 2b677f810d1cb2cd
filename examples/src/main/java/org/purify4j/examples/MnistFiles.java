package org.purify4j.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.LongStream;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.data.LabelledImages;
import org.purify4j.data.Mnist;
import org.purify4j.diffusion.train.ImageSet;
import org.purify4j.diffusion.train.ImageShape;

/** MNIST's four files in one folder, gzipped or not, under the names they are published by. */
final class MnistFiles {
  /** One grey channel of 28 by 28 pixels. */
  static final ImageShape SHAPE = new ImageShape(1, 28, 28);

  private MnistFiles() {}

  /** The training images, read one by one from the file. */
  static ImageSet training(Path folder) throws IOException {
    return open(folder, "train");
  }

  /** The first test images, as one array. */
  static LabelledImages test(Path folder, int limit) throws IOException {
    try (ImageSet images = open(folder, "t10k")) {
      int count = Math.min(limit, images.size());
      float[] pixels = new float[count * SHAPE.length()];
      int[] labels = new int[count];
      for (int i = 0; i < count; i++) {
        labels[i] = images.read(i, pixels, i * SHAPE.length());
      }
      return new LabelledImages(
          Nd4j.createFromArray(pixels).reshape(count, 1, SHAPE.height(), SHAPE.width()),
          labels,
          LongStream.range(0, count).toArray());
    }
  }

  private static ImageSet open(Path folder, String part) throws IOException {
    return Mnist.open(
        file(folder, part + "-images-idx3-ubyte"),
        Optional.of(file(folder, part + "-labels-idx1-ubyte")),
        SHAPE);
  }

  private static Path file(Path folder, String name) {
    Path gzipped = folder.resolve(name + ".gz");
    return Files.exists(gzipped) ? gzipped : folder.resolve(name);
  }
}
