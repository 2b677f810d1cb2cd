package org.purify4j.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares what networks answer. */
final class Answers {
  /** System property that names the folder where a run's first answers lie. */
  static final String FOLDER = "purify4j.bench.answers";

  /** Largest difference, as a part of the largest value. */
  private static final double TOLERANCE = 1e-4;

  private Answers() {}

  /**
   * Compares.
   *
   * @throws IllegalStateException if they differ
   */
  static void requireClose(String name, float[] found, float[] expected) {
    double error = 0;
    double scale = 0;
    for (int i = 0; i < expected.length; i++) {
      error = Math.max(error, Math.abs(found[i] - expected[i]));
      scale = Math.max(scale, Math.abs(expected[i]));
    }
    if (!(error <= TOLERANCE * scale)) {
      throw new IllegalStateException(
          name + ": off by " + error + ", must be at most " + TOLERANCE + " of " + scale);
    }
  }

  /** What the first network of this run answered; this one's answer, if it is the first. */
  static float[] ofTheFirst(String name, Case measured, float[] answer) throws IOException {
    String file = name + "-" + measured.size() + "x" + measured.batch();
    Path path = Path.of(System.getProperty(FOLDER), file);
    if (!Files.exists(path)) {
      ByteBuffer bytes = ByteBuffer.allocate(answer.length * Float.BYTES);
      bytes.asFloatBuffer().put(answer);
      Files.write(path, bytes.array());
    }
    float[] first = new float[answer.length];
    ByteBuffer.wrap(Files.readAllBytes(path)).asFloatBuffer().get(first);
    return first;
  }
}
