package org.purify4j.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.choice.EngineChoice;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.chain.PurifierPool;
import org.purify4j.victim.Dl4jVictim;

/**
 * Prints how many images a second a pool of one thread and one of two purify, in turn, and checks
 * that they give the same. Run it with {@code purify4j.threads} and {@code OMP_NUM_THREADS} at 1,
 * where a purification has one processor, and at the number of processors.
 */
class PoolThroughputTest {
  private static final int BATCH = 8;
  private static final int CALLS = 8;
  private static final int ROUNDS = 5;

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
      run(two, images);
      Pace ofOne = new Pace(one);
      Pace ofTwo = new Pace(two);
      for (int round = 0; round < ROUNDS; round++) {
        ofOne.measure(images);
        ofTwo.measure(images);
      }
      INDArray difference = expected.sub(run(two, images));
      assertEquals(0, difference.amaxNumber().doubleValue(), 1e-6);
      System.out.printf(
          Locale.ROOT,
          "%s, engine %s, OMP_NUM_THREADS %s: 1 thread %s, 2 threads %s, ratio %.2f%n",
          name,
          EngineChoice.current(),
          System.getenv().getOrDefault("OMP_NUM_THREADS", "not set"),
          ofOne,
          ofTwo,
          ofTwo.imagesPerSecond() / ofOne.imagesPerSecond());
    }
  }

  private static Classifier victim(ComputationGraph network) {
    return Dl4jVictim.of(network);
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

  /** Medians of what a pool took. */
  private static final class Pace {
    private final PurifierPool pool;
    private final List<Double> seconds = new ArrayList<>();
    private final List<Double> processorSeconds = new ArrayList<>();

    Pace(PurifierPool pool) {
      this.pool = pool;
    }

    void measure(INDArray images) {
      Duration before = processorTime();
      long start = System.nanoTime();
      run(pool, images);
      seconds.add((System.nanoTime() - start) / 1e9);
      processorSeconds.add(processorTime().minus(before).toNanos() / 1e9);
    }

    double imagesPerSecond() {
      return CALLS * BATCH / median(seconds);
    }

    private static Duration processorTime() {
      return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static double median(List<Double> values) {
      return values.stream().sorted().toList().get(values.size() / 2);
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%.1f images/s (%.1f ms of processor time each)",
          imagesPerSecond(),
          1e3 * median(processorSeconds) / (CALLS * BATCH));
    }
  }
}
