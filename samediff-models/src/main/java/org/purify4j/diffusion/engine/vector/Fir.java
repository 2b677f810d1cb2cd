package org.purify4j.diffusion.engine.vector;

import java.util.stream.IntStream;
import org.purify4j.diffusion.engine.vector.simd.Stencil;
import org.purify4j.diffusion.network.FirFilter;

/**
 * Applies a filter from one map to another of another size. A piece of work is a row of the result.
 */
final class Fir {
  private final Line[] rows;
  private final Line[] columns;

  /**
   * For one result pixel, along one direction.
   *
   * @param sources the pixels it comes from
   * @param weights of these
   */
  private record Line(int[] sources, float[] weights) {}

  /** The filter from maps of one size to maps of another. */
  Fir(FirFilter filter, FeatureMap from, FeatureMap to) {
    this.rows = lines(filter, from.height(), to.height());
    this.columns = lines(filter, from.width(), to.width());
  }

  private static Line[] lines(FirFilter filter, int inputs, int outputs) {
    double[][] matrix = filter.matrix(inputs, outputs);
    Line[] lines = new Line[outputs];
    for (int o = 0; o < outputs; o++) {
      int output = o;
      int[] sources = IntStream.range(0, inputs).filter(i -> matrix[i][output] != 0).toArray();
      float[] weights = new float[sources.length];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = (float) matrix[sources[i]][o];
      }
      lines[o] = new Line(sources, weights);
    }
    return lines;
  }

  void run(WorkerThreads workers, FeatureMap from, FeatureMap to) {
    workers.run(
        to.batch() * to.height(),
        (first, end, worker) -> {
          int[] pixels = new int[FirFilter.size() * FirFilter.size()];
          float[] weights = new float[pixels.length];
          for (int row = first; row < end; row++) {
            int image = row / to.height();
            Line down = rows[row % to.height()];
            for (int x = 0; x < to.width(); x++) {
              Line across = columns[x];
              int count = 0;
              for (int i = 0; i < down.sources().length; i++) {
                for (int j = 0; j < across.sources().length; j++) {
                  pixels[count] = from.pixel(image, down.sources()[i], across.sources()[j]);
                  weights[count++] = down.weights()[i] * across.weights()[j];
                }
              }
              int at = to.pixel(image, row % to.height(), x);
              Stencil.sum(from.data(), pixels, weights, count, to.data(), at, to.stride());
            }
          }
        });
  }
}
