package org.purify4j.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.archive.InputFile;
import org.purify4j.diffusion.train.ImageSet;
import org.purify4j.diffusion.train.ImageShape;

/**
 * CIFAR-10 in its binary format: records of a label byte and 3072 bytes of one 32×32 image, the red
 * plane first, then green and blue, row by row.
 */
public final class Cifar10 {
  /** The classes, in the order of the labels. */
  public static final List<String> CLASS_NAMES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  /** Height and width of an image, in pixels. */
  private static final int SIZE = 32;

  private static final int CHANNELS = 3;
  private static final int PIXELS = CHANNELS * SIZE * SIZE;
  private static final int RECORD = 1 + PIXELS;

  private Cifar10() {}

  /**
   * Number of images in a file, after a check of its size.
   *
   * @throws IOException if there is no such file or its size is not a multiple of 3073 bytes
   */
  public static int count(Path file) throws IOException {
    InputFile.require(file, "a CIFAR-10 binary file");
    long bytes = Files.size(file);
    if (bytes == 0 || bytes % RECORD != 0) {
      throw new IOException(
          file
              + ": got "
              + bytes
              + " bytes, must be a multiple of "
              + RECORD
              + " (a label and 3x32x32 pixels each) to be CIFAR-10's binary format");
    }
    return Math.toIntExact(bytes / RECORD);
  }

  /**
   * Reads the first images of some files, one file after the other.
   *
   * @param files in CIFAR-10's binary format, at least one
   * @param limit largest number of images to read, at least 1
   * @return images {@code [n, 3, 32, 32]}; an id is the position among all records of the files
   * @throws IOException if a file is missing, damaged or of another format
   */
  public static LabelledImages read(List<Path> files, int limit) throws IOException {
    if (limit < 1) {
      throw new IllegalArgumentException("limit: got " + limit + ", must be at least 1");
    }
    if (files.isEmpty()) {
      throw new IllegalArgumentException("files: got none, must be at least one");
    }
    long available = 0;
    for (Path file : files) {
      available += count(file);
    }
    int n = (int) Math.min(available, limit);
    float[] values = new float[Math.multiplyExact(n, PIXELS)];
    int[] labels = new int[n];
    int at = 0;
    for (Path file : files) {
      if (at < n) {
        at = read(file, labels, values, at);
      }
    }
    long[] ids = new long[n];
    for (int i = 0; i < n; i++) {
      ids[i] = i;
    }
    return new LabelledImages(
        Nd4j.createFromArray(values).castTo(DataType.FLOAT).reshape('c', n, CHANNELS, SIZE, SIZE),
        labels,
        ids);
  }

  /**
   * Opens all images of some files, to be read one by one.
   *
   * @param files in CIFAR-10's binary format, at least one
   * @throws IOException if a file is missing or of another format
   */
  public static ImageSet open(List<Path> files) throws IOException {
    ImageShape shape = new ImageShape(CHANNELS, SIZE, SIZE);
    List<StoredImages.Part> parts = new ArrayList<>();
    for (Path file : files) {
      int count = count(file);
      parts.add(new StoredImages.Part(FileChannel.open(file), 0, count));
    }
    return new StoredImages(parts, 1, shape, shape, (index, record) -> record[0] & 0xff);
  }

  private static int read(Path file, int[] labels, float[] values, int first) throws IOException {
    int at = first;
    int inFile = Math.min(count(file), labels.length - first);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      for (int i = 0; i < inFile; i++, at++) {
        byte[] record = in.readNBytes(RECORD);
        if (record.length != RECORD) {
          throw new IOException(file + ": ended within image " + i);
        }
        labels[at] = record[0] & 0xff;
        if (labels[at] >= CLASS_NAMES.size()) {
          throw new IOException(
              file
                  + ": image "
                  + i
                  + ": got label "
                  + labels[at]
                  + ", must be 0 to 9 (is this CIFAR-10's binary format?)");
        }
        for (int p = 0; p < PIXELS; p++) {
          values[at * PIXELS + p] = (record[1 + p] & 0xff) / 255f;
        }
      }
    }
    return at;
  }
}
