package org.purify4j.importers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Images of a file in CIFAR-10's binary format.
 *
 * @param images {@code [n, 3, 32, 32]} RGB in [0, 1]
 * @param labels class of each
 */
public record CifarImages(INDArray images, int[] labels) {
  private static final int PIXELS = 3 * 32 * 32;

  /** Reads the whole file. */
  public static CifarImages read(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int n = bytes.length / (PIXELS + 1);
    int[] labels = new int[n];
    float[] pixels = new float[n * PIXELS];
    for (int i = 0; i < n; i++) {
      labels[i] = bytes[i * (PIXELS + 1)];
      for (int j = 0; j < PIXELS; j++) {
        pixels[i * PIXELS + j] = (bytes[i * (PIXELS + 1) + 1 + j] & 0xff) / 255f;
      }
    }
    return new CifarImages(Nd4j.createFromArray(pixels).reshape('c', n, 3, 32, 32), labels);
  }
}
