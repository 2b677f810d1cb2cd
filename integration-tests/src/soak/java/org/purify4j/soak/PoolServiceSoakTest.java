package org.purify4j.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.array.Rows;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.chain.PurifierPool;
import org.purify4j.diffusion.engine.choice.EngineChoice;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.importers.ImportOptions;
import org.purify4j.importers.Importers;
import org.purify4j.it.TestFiles;
import org.purify4j.victim.Dl4jVictim;

/**
 * A service under steady load: single images from four threads through a pool of two. Every request
 * is answered, and resident memory does not creep. The networks are the small golden ones.
 */
class PoolServiceSoakTest {
  private static final int REQUESTS = Integer.getInteger("purify4j.soak.requests", 10_000);
  private static final int SETTLED = 500;
  private static final int CALLERS = 4;
  private static final int POOL = 2;
  private static final int IMAGES = 64;
  private static final int SIDE = 16;
  private static final double MOST_GROWTH = 0.05;

  private static final PurifierConfig UNGUIDED =
      PurifierConfig.of(new NoiseLevel.Timestep(300)).withRespacing(new Respacing.Evenly(2));

  @ParameterizedTest
  @ValueSource(strings = {"none", "kl:5@input"})
  void everyRequestIsAnsweredInLevelMemory(String guidance) {
    assumeTrue(ProcessMemory.known(), "skipped: needs /proc/self/status");
    INDArray images = images();
    ComputationGraph network =
        Importers.importClassifier(
                TestFiles.path("golden/chenyaofo-resnet.pt"), ImportOptions.none())
            .graph();
    AtomicInteger answered = new AtomicInteger();
    double[] milliseconds = new double[REQUESTS];
    Laps laps = new Laps(CALLERS, REQUESTS);
    try (DiffusionModel model =
            Importers.importDiffusion(
                    TestFiles.path("golden/improved-diffusion.pt"), ImportOptions.none())
                .model();
        PurifierPool pool =
            PurifierPool.of(
                model,
                UNGUIDED.withGuidance(Guidance.parse(guidance)),
                POOL,
                () -> Dl4jVictim.of(network))) {
      laps.run(
          share -> {
            for (int request = share.start(); request < REQUESTS; request = share.next()) {
              INDArray image = Rows.of(images, request % IMAGES, request % IMAGES + 1);
              long start = System.nanoTime();
              INDArray purified = pool.purify(image);
              milliseconds[request] = (System.nanoTime() - start) / 1e6;
              assertTrue(Double.isFinite(purified.sumNumber().doubleValue()));
              purified.close();
              answered.incrementAndGet();
            }
          });
    }
    report(guidance, answered.get(), milliseconds, laps);
  }

  private static void report(String guidance, int answered, double[] milliseconds, Laps laps) {
    double settled = laps.residentAfter(SETTLED);
    double last = laps.residentAfter(REQUESTS);
    Arrays.sort(milliseconds);
    String figures =
        String.format(
            Locale.ROOT,
            "guidance %s, engine %s: %d of %d requests answered, p50 %.1f ms, p99 %.1f ms; resident"
                + " after %d %.0f MiB, after all %.0f MiB (%+.1f %%), peak %.0f MiB",
            guidance,
            EngineChoice.current(),
            answered,
            REQUESTS,
            milliseconds[REQUESTS / 2],
            milliseconds[REQUESTS * 99 / 100],
            SETTLED,
            settled,
            last,
            100 * (last / settled - 1),
            ProcessMemory.peak());
    System.out.println(figures);
    System.out.println("resident after every " + SETTLED + ": " + laps.history(SETTLED));
    assertEquals(REQUESTS, answered, figures);
    assertTrue(last <= (1 + MOST_GROWTH) * settled, figures);
  }

  private static INDArray images() {
    SplittableRandom random = new SplittableRandom(1);
    double[] pixels = random.doubles((long) IMAGES * 3 * SIDE * SIDE).toArray();
    return Nd4j.createFromArray(pixels)
        .castTo(DataType.FLOAT)
        .reshape(IMAGES, 3, SIDE, SIDE);
  }
}
