package org.purify4j.soak;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.Locale;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.chain.Purifier;
import org.purify4j.diffusion.array.Rows;
import org.purify4j.victim.Dl4jVictim;

/**
 * A thousand purifications in a row, guided and not, of batches of changing size: resident memory
 * must not creep.
 */
class PurifierSoakTest {
  private static final int RUNS = 1000;
  private static final int SETTLED = 100;
  private static final double MOST_GROWTH = 0.05;
  private static final int MOST_IMAGES = 7;

  private static DiffusionModel model;
  private static ComputationGraph network;
  private static INDArray images;

  @BeforeAll
  static void load() throws IOException {
    assumeTrue(ProcessMemory.known(), "skipped: needs /proc/self/status");
    images = RealFiles.images(MOST_IMAGES);
    model = RealFiles.model();
    network = RealFiles.victim();
  }

  @AfterAll
  static void close() {
    if (model != null) {
      model.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void residentMemoryStaysLevel(int threads) {
    Laps laps = new Laps(threads, RUNS);
    laps.run(PurifierSoakTest::purifyInTurn);
    double settled = laps.residentAfter(SETTLED);
    double last = laps.residentAfter(RUNS);
    String figures =
        String.format(
            Locale.ROOT,
            "%d thread(s): resident after %d runs %.0f MiB, after %d %.0f MiB (%+.1f %%), peak %.0f"
                + " MiB",
            threads,
            SETTLED,
            settled,
            RUNS,
            last,
            100 * (last / settled - 1),
            ProcessMemory.peak());
    System.out.println(figures + ", every " + SETTLED + ": " + laps.history(SETTLED));
    assertTrue(last <= (1 + MOST_GROWTH) * settled, figures);
  }

  /** One thread's part: guided and unguided in turn, 1 to 7 images at a time. */
  private static void purifyInTurn(Laps laps) {
    try (Dl4jVictim victim = Dl4jVictim.of(network);
        Purifier guided = Purifier.of(model, RealFiles.GUIDED, victim);
        Purifier unguided = Purifier.of(model, RealFiles.UNGUIDED)) {
      for (int run = laps.start(); run < RUNS; run = laps.next()) {
        int count = 1 + run * 5 % MOST_IMAGES;
        (run % 2 == 0 ? guided : unguided).purify(Rows.of(images, 0, count)).close();
      }
    }
  }
}
