package org.purify4j.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.guidance.Victim;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.purify.PurifierConfig;
import org.purify4j.diffusion.purify.PurifierPool;
import org.purify4j.victim.Dl4jVictim;

/**
 * Prints how many images a second a pool of one thread and one of two purify, in turn, and that
 * they give the same. Run it with {@code OMP_NUM_THREADS=1} and without: with it, a purification
 * has one processor.
 */
class PoolThroughputTest {
  private static final int BATCH = 8;
  private static final int CALLS = 12;
  private static final int ROUNDS = 7;

  @Test
  void unguided() throws IOException {
    measure("unguided", RealFiles.UNGUIDED.withBatchSize(BATCH));
  }

  @Test
  void guided() throws IOException {
    measure("guided", RealFiles.GUIDED.withBatchSize(BATCH));
  }

  private static void measure(String name, PurifierConfig config) throws IOException {
    INDArray images = RealFiles.images(BATCH);
    ComputationGraph network = RealFiles.victim();
    try (DiffusionModel model = RealFiles.model();
        PurifierPool one = PurifierPool.of(model, config, 1, () -> victim(network));
        PurifierPool two = PurifierPool.of(model, config, 2, () -> victim(network))) {
      INDArray expected = run(one, images);
      double[] ofOne = new double[ROUNDS];
      double[] ofTwo = new double[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        ofOne[round] = imagesPerSecond(one, images);
        ofTwo[round] = imagesPerSecond(two, images);
      }
      INDArray difference = expected.sub(run(two, images));
      assertEquals(0, difference.amaxNumber().doubleValue(), 1e-6);
      System.out.printf(
          Locale.ROOT,
          "%s, native threads %s: 1 thread %.1f images/s, 2 threads %.1f images/s, ratio %.2f%n",
          name,
          Nd4j.getEnvironment().maxThreads(),
          median(ofOne),
          median(ofTwo),
          median(ofTwo) / median(ofOne));
    }
  }

  private static Victim victim(ComputationGraph network) {
    return Dl4jVictim.of(network);
  }

  private static double imagesPerSecond(PurifierPool pool, INDArray images) {
    run(pool, images);
    long start = System.nanoTime();
    run(pool, images);
    return CALLS * BATCH * 1e9 / (System.nanoTime() - start);
  }

  /** The last call's result. */
  private static INDArray run(PurifierPool pool, INDArray images) {
    List<CompletableFuture<INDArray>> calls = new ArrayList<>();
    for (int call = 0; call < CALLS; call++) {
      Draw draw = new Draw(new long[BATCH], call);
      calls.add(pool.submit(worker -> worker.purifier().purify(images, draw)));
    }
    calls.forEach(CompletableFuture::join);
    return calls.get(CALLS - 1).join();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
