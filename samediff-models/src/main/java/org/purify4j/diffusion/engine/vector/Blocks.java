package org.purify4j.diffusion.engine.vector;

import java.util.Arrays;

/**
 * Turns blocks of 2×2 pixels into pixels of four times the channels, and back. A piece of work is a
 * row of the coarser map.
 */
final class Blocks {
  private static final int PIXELS = 4;

  private Blocks() {}

  /** Channel c of pixel p of a block becomes channel 4c + p. */
  static void toDepth(WorkerThreads workers, FeatureMap space, FeatureMap depth) {
    over(
        workers,
        depth,
        (image, y, x) -> {
          int to = depth.pixel(image, y, x);
          for (int p = 0; p < PIXELS; p++) {
            int from = space.pixel(image, 2 * y + p / 2, 2 * x + p % 2);
            for (int c = 0; c < space.channels(); c++) {
              depth.data()[to + PIXELS * c + p] = space.data()[from + c];
            }
          }
          Arrays.fill(depth.data(), to + depth.channels(), to + depth.stride(), 0f);
        });
  }

  /** The other way round. */
  static void toSpace(WorkerThreads workers, FeatureMap depth, FeatureMap space) {
    over(
        workers,
        depth,
        (image, y, x) -> {
          int from = depth.pixel(image, y, x);
          for (int p = 0; p < PIXELS; p++) {
            int to = space.pixel(image, 2 * y + p / 2, 2 * x + p % 2);
            for (int c = 0; c < space.channels(); c++) {
              space.data()[to + c] = depth.data()[from + PIXELS * c + p];
            }
            Arrays.fill(space.data(), to + space.channels(), to + space.stride(), 0f);
          }
        });
  }

  private interface Block {
    void at(int image, int y, int x);
  }

  private static void over(WorkerThreads workers, FeatureMap depth, Block block) {
    workers.run(
        depth.batch() * depth.height(),
        (from, to, worker) -> {
          for (int row = from; row < to; row++) {
            for (int x = 0; x < depth.width(); x++) {
              block.at(row / depth.height(), row % depth.height(), x);
            }
          }
        });
  }
}
