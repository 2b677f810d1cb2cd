package org.purify4j.diffusion.engine.vector;

import java.util.Arrays;

/** Doubles and halves the resolution of maps. A piece of work is a row of the coarser map. */
final class MapResampling {
  private MapResampling() {}

  /** Writes each coarse pixel, times a factor, to its four fine ones. */
  static void enlarge(WorkerThreads workers, FeatureMap coarse, FeatureMap fine, float factor) {
    overCoarse(
        workers,
        coarse,
        fine,
        (from, at) -> {
          for (int c = 0; c < coarse.stride(); c++) {
            float value = factor * coarse.data()[from + c];
            fine.data()[at[0] + c] = value;
            fine.data()[at[1] + c] = value;
            fine.data()[at[2] + c] = value;
            fine.data()[at[3] + c] = value;
          }
        });
  }

  /** Writes the sum of each four fine pixels, times a factor, to the coarse one. */
  static void sum(WorkerThreads workers, FeatureMap fine, FeatureMap coarse, float factor) {
    overCoarse(
        workers,
        coarse,
        fine,
        (to, at) -> {
          float[] data = fine.data();
          for (int c = 0; c < coarse.stride(); c++) {
            float sum = data[at[0] + c] + data[at[1] + c] + data[at[2] + c] + data[at[3] + c];
            coarse.data()[to + c] = factor * sum;
          }
        });
  }

  /**
   * Writes each coarse pixel to one of its four fine ones, and zeros to the others.
   *
   * @param shift rows and columns before that one, 0 or 1
   */
  static void spread(WorkerThreads workers, FeatureMap coarse, FeatureMap fine, int shift) {
    workers.run(
        fine.batch() * fine.height(),
        (from, to, worker) -> {
          for (int row = from; row < to; row++) {
            int image = row / fine.height();
            int y = row % fine.height();
            int start = fine.pixel(image, y, 0);
            Arrays.fill(fine.data(), start, start + fine.width() * fine.stride(), 0f);
            for (int x = 0; y % 2 == shift && x < coarse.width(); x++) {
              System.arraycopy(
                  coarse.data(),
                  coarse.pixel(image, y / 2, x),
                  fine.data(),
                  fine.pixel(image, y, 2 * x + shift),
                  fine.stride());
            }
          }
        });
  }

  private interface Pixel {
    void at(int coarse, int[] fine);
  }

  private static void overCoarse(
      WorkerThreads workers, FeatureMap coarse, FeatureMap fine, Pixel pixel) {
    workers.run(
        coarse.batch() * coarse.height(),
        (from, to, worker) -> {
          int[] at = new int[4];
          for (int row = from; row < to; row++) {
            int image = row / coarse.height();
            int y = row % coarse.height();
            for (int x = 0; x < coarse.width(); x++) {
              at[0] = fine.pixel(image, 2 * y, 2 * x);
              at[1] = at[0] + fine.stride();
              at[2] = at[0] + fine.width() * fine.stride();
              at[3] = at[2] + fine.stride();
              pixel.at(coarse.pixel(image, y, x), at);
            }
          }
        });
  }
}
