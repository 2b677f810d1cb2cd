package org.purify4j.examples;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Files in MNIST's format, of digits drawn with seven strokes, each a little elsewhere. */
final class DrawnMnist {
  private static final int SIZE = 28;

  /** The strokes of each digit: top, upper left and right, middle, lower left and right, bottom. */
  private static final String[] STROKES = {
    "1110111", "0010010", "1011101", "1011011", "0111010", "1101011", "1101111", "1010010",
    "1111111", "1111011"
  };

  /** Left, top, right and bottom of each stroke, in pixels. */
  private static final int[][] BOXES = {
    {8, 4, 19, 6},
    {8, 4, 10, 13},
    {17, 4, 19, 13},
    {8, 12, 19, 14},
    {8, 13, 10, 22},
    {17, 13, 19, 22},
    {8, 20, 19, 22}
  };

  private DrawnMnist() {}

  static Path write(Path folder, int training, int test) throws IOException {
    write(folder, "train", training, 1);
    write(folder, "t10k", test, 2);
    return folder;
  }

  private static void write(Path folder, String part, int count, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    try (DataOutputStream images = open(folder.resolve(part + "-images-idx3-ubyte"));
        DataOutputStream labels = open(folder.resolve(part + "-labels-idx1-ubyte"))) {
      for (int header : new int[] {2051, count, SIZE, SIZE}) {
        images.writeInt(header);
      }
      labels.writeInt(2049);
      labels.writeInt(count);
      for (int i = 0; i < count; i++) {
        images.write(digit(i % 10, random));
        labels.writeByte(i % 10);
      }
    }
  }

  private static DataOutputStream open(Path file) throws IOException {
    return new DataOutputStream(Files.newOutputStream(file));
  }

  private static byte[] digit(int digit, SplittableRandom random) {
    byte[] pixels = new byte[SIZE * SIZE];
    int right = random.nextInt(-3, 4);
    int down = random.nextInt(-3, 4);
    for (int stroke = 0; stroke < BOXES.length; stroke++) {
      if (STROKES[digit].charAt(stroke) == '1') {
        int[] box = BOXES[stroke];
        for (int y = box[1] + down; y <= box[3] + down; y++) {
          for (int x = box[0] + right; x <= box[2] + right; x++) {
            pixels[y * SIZE + x] = (byte) random.nextInt(160, 256);
          }
        }
      }
    }
    return pixels;
  }
}
