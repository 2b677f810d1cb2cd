package org.purify4j.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.purify4j.importers.npz.Npz;

/**
 * What every network is given.
 *
 * @param measured image size and batch
 * @param x images {@code [b, 3, h, w]}
 * @param cotangent of the output, {@code [b, 6, h, w]}
 * @param origin where they come from
 */
record Inputs(Case measured, float[] x, float[] cotangent, Origin origin) {
  /** The timestep of every image. */
  static final int TIME = 470;

  private static final int IMAGE_CHANNELS = 3;
  private static final int OUTPUT_CHANNELS = 6;

  /** Where inputs come from. */
  enum Origin {
    /** The golden file, whose rows are repeated to the batch. */
    GOLDEN,
    /** Gaussian noise, for an image size that the golden file does not have. */
    NOISE
  }

  static Inputs of(Case measured) throws IOException {
    try (Npz golden = Npz.open(BenchFiles.of("unet-10m.npz"))) {
      return golden.array("x").size(3) == measured.size()
          ? new Inputs(
              measured,
              rows(golden, "x", measured),
              rows(golden, "cotangent", measured),
              Origin.GOLDEN)
          : new Inputs(
              measured,
              noise(IMAGE_CHANNELS, measured, 1),
              noise(OUTPUT_CHANNELS, measured, 2),
              Origin.NOISE);
    }
  }

  long[] imageShape() {
    return new long[] {measured.batch(), IMAGE_CHANNELS, measured.size(), measured.size()};
  }

  long[] outputShape() {
    return new long[] {measured.batch(), OUTPUT_CHANNELS, measured.size(), measured.size()};
  }

  /** The time of each image, as a network takes it. */
  float[] times() {
    float[] times = new float[measured.batch()];
    Arrays.fill(times, TIME);
    return times;
  }

  /** Checks a contender's answer; where there is no golden one, against the first that ran. */
  void check(Contender contender, float[] answer) throws IOException {
    String name = contender.withGradient() ? "grad_x" : "y";
    Answers.requireClose(
        name,
        answer,
        origin == Origin.GOLDEN ? golden(name) : Answers.ofTheFirst(name, measured, answer));
  }

  private float[] golden(String name) throws IOException {
    try (Npz golden = Npz.open(BenchFiles.of("unet-10m.npz"))) {
      return rows(golden, name, measured);
    }
  }

  private static float[] rows(Npz golden, String name, Case measured) throws IOException {
    float[] all = golden.array(name).data().asFloat();
    int row = all.length / (int) golden.array(name).size(0);
    float[] rows = new float[measured.batch() * row];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = all[i % all.length];
    }
    return rows;
  }

  private static float[] noise(int channels, Case measured, int seed) {
    Random random = new Random(seed);
    float[] values = new float[measured.batch() * channels * measured.size() * measured.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
