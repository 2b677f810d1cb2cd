package org.purify4j.diffusion.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.fault.ClosedException;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.guidance.EvaluateAt;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.guidance.OutputLoss;
import org.purify4j.diffusion.guidance.OutputReference;
import org.purify4j.diffusion.guidance.VictimOutput;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.model.TinyModel;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.diffusion.schedule.VarianceType;
import org.purify4j.diffusion.testing.Numbers;
import org.purify4j.diffusion.testing.SmoothVictim;

class PurifierPoolTest {
  private static final int THREADS = 3;
  private static final PurifierConfig CONFIG =
      PurifierConfig.of(new NoiseLevel.Timestep(600))
          .withRespacing(new Respacing.Evenly(3))
          .withBatchSize(2)
          .withSeed(2)
          .withGuidance(
              Guidance.of(
                  new VictimOutput(
                      5, OutputLoss.KL, new OutputReference.Input(), EvaluateAt.NOISY)));
  private static final INDArray IMAGES = Numbers.images(5, 12, 3, 8, 8).castTo(DataType.FLOAT);

  /** Notes which thread made it and which closed it. */
  private static final class OwnVictim implements Classifier {
    private final SmoothVictim victim = new SmoothVictim(4, 3 * 8 * 8);
    private final Thread maker = Thread.currentThread();
    private final Queue<Thread> closers;

    OwnVictim(Queue<Thread> closers) {
      this.closers = closers;
    }

    @Override
    public int classes() {
      return victim.classes();
    }

    @Override
    public INDArray logits(INDArray images) {
      return victim.logits(images.castTo(DataType.DOUBLE)).castTo(DataType.FLOAT);
    }

    @Override
    public Tape record(INDArray images) {
      assertEquals(maker, Thread.currentThread());
      Tape tape = victim.record(images.castTo(DataType.DOUBLE));
      return Tape.of(
          tape.output().castTo(DataType.FLOAT),
          ofLogits -> tape.gradient(ofLogits.castTo(DataType.DOUBLE)).castTo(DataType.FLOAT));
    }

    @Override
    public void close() {
      assertEquals(maker, Thread.currentThread());
      closers.add(maker);
    }
  }

  private static INDArray some(int job) {
    return IMAGES.get(NDArrayIndex.interval(job % 7, job % 7 + 1 + job % 5));
  }

  private static Draw draw(int job) {
    return Draw.of(LongStream.range(job % 7, job % 7 + 1 + job % 5).toArray());
  }

  @Test
  void severalThreadsGiveWhatOneGives() {
    Queue<Thread> closers = new ConcurrentLinkedQueue<>();
    try (DiffusionModel model = TinyModel.of(VarianceType.LEARNED_RANGE);
        Classifier victim = new OwnVictim(new ConcurrentLinkedQueue<>());
        Purifier alone = Purifier.of(model, CONFIG, victim)) {
      try (PurifierPool pool =
          PurifierPool.of(model, CONFIG, THREADS, () -> new OwnVictim(closers))) {
        List<CompletableFuture<INDArray>> answers = new ArrayList<>();
        for (int job = 0; job < 30; job++) {
          int number = job;
          answers.add(pool.submit(w -> w.purifier().purify(some(number), draw(number))));
        }
        for (int job = 0; job < answers.size(); job++) {
          INDArray expected = alone.purify(some(job), draw(job));
          INDArray difference = expected.sub(answers.get(job).join());
          assertEquals(0, difference.amaxNumber().doubleValue(), 1e-6, "job " + job);
        }
        assertTrue(closers.isEmpty());
      }
      assertEquals(THREADS, closers.size());
      assertEquals(THREADS, closers.stream().distinct().count());
    }
  }

  @Test
  void threadsWorkAtTheSameTimeEachWithItsOwnPurifier() {
    CyclicBarrier together = new CyclicBarrier(2);
    try (DiffusionModel model = TinyModel.of(VarianceType.FIXED_SMALL);
        PurifierPool pool = PurifierPool.of(model, CONFIG.withGuidance(Guidance.none()), 2)) {
      List<CompletableFuture<Purifier>> both = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        both.add(
            pool.submit(
                worker -> {
                  await(together);
                  return worker.purifier();
                }));
      }
      assertNotSame(both.get(0).join(), both.get(1).join());
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(1, TimeUnit.MINUTES);
    } catch (Exception e) {
      throw new IllegalStateException("the other thread did not come", e);
    }
  }

  @Test
  void failuresReachTheCallerAndHarmNobody() {
    try (DiffusionModel model = TinyModel.of(VarianceType.FIXED_SMALL)) {
      assertThrows(IllegalArgumentException.class, () -> PurifierPool.of(model, CONFIG, 2));
      PurifierConfig unguided = CONFIG.withGuidance(Guidance.none());
      assertThrows(IllegalArgumentException.class, () -> PurifierPool.of(model, unguided, 0));
      PurifierPool pool = PurifierPool.of(model, unguided, 1);
      try (pool) {
        assertThrows(
            IllegalArgumentException.class, () -> pool.purify(IMAGES.mul(255), Draw.of(1)));
        assertThrows(
            OutOfMemoryError.class,
            () ->
                pool.call(
                    worker -> {
                      throw new OutOfMemoryError("tried");
                    }));
        INDArray one = some(0);
        INDArray purified = pool.purify(one, draw(0));
        assertEquals(0, purified.sub(pool.purify(one, draw(0))).amaxNumber().doubleValue());
        Optional<Classifier> none = pool.call(PurifierWorker::victim);
        assertTrue(none.isEmpty());
      }
      ClosedException e =
          assertThrows(ClosedException.class, () -> pool.purify(IMAGES, Draw.of(1)));
      assertTrue(e.getMessage().startsWith("purifier pool: got a closed one"), e.getMessage());
    }
  }

  @Test
  void overloadIsRefusedAndWhatWaitsIsAnswered() throws InterruptedException {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    PurifierConfig unguided = CONFIG.withGuidance(Guidance.none());
    try (DiffusionModel model = TinyModel.of(VarianceType.FIXED_SMALL);
        PurifierPool pool = PurifierPool.of(model, unguided, PoolSize.of(1).withWaiting(2))) {
      List<CompletableFuture<Integer>> accepted = new ArrayList<>();
      accepted.add(
          pool.submit(
              worker -> {
                started.countDown();
                await(go);
                return 0;
              }));
      assertTrue(started.await(1, TimeUnit.MINUTES));
      accepted.add(pool.submit(worker -> 1));
      accepted.add(pool.submit(worker -> 2));
      PoolOverloadException e =
          assertThrows(PoolOverloadException.class, () -> pool.purify(some(0), draw(0)));
      assertEquals(
          "purifier pool: got a request while 2 are waiting for 1 threads, must be fewer (try again"
              + " later, or make a larger pool)",
          e.getMessage());
      go.countDown();
      assertEquals(List.of(0, 1, 2), accepted.stream().map(CompletableFuture::join).toList());
      pool.purify(some(0), draw(0));
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(1, TimeUnit.MINUTES));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Timeout(60)
  void callsFromItsOwnThreadsFailAtOnce() {
    PurifierConfig unguided = CONFIG.withGuidance(Guidance.none());
    try (DiffusionModel model = TinyModel.of(VarianceType.FIXED_SMALL);
        PurifierPool pool = PurifierPool.of(model, unguided, 1)) {
      for (Runnable inside :
          List.<Runnable>of(
              () -> pool.purify(some(0), draw(0)), () -> pool.call(w -> 1), pool::close)) {
        IllegalStateException e =
            assertThrows(
                IllegalStateException.class,
                () ->
                    pool.call(
                        worker -> {
                          inside.run();
                          return 0;
                        }));
        assertTrue(e.getMessage().contains("from one of its own threads"), e.getMessage());
      }
      assertEquals("idle", pool.call(worker -> "idle"));
    }
  }

  /** Whichever thread answers. */
  @Test
  void threadsShareASecretSeedThatIsFreshForEachPool() {
    PurifierConfig secret = CONFIG.withGuidance(Guidance.none()).withSecretSeed();
    CyclicBarrier together = new CyclicBarrier(2);
    try (DiffusionModel model = TinyModel.of(VarianceType.FIXED_SMALL);
        PurifierPool pool = PurifierPool.of(model, secret, 2);
        PurifierPool other = PurifierPool.of(model, secret, 1)) {
      List<CompletableFuture<INDArray>> both = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        both.add(
            pool.submit(
                worker -> {
                  await(together);
                  return worker.purifier().purify(some(0), draw(0));
                }));
      }
      INDArray result = both.get(0).join();
      assertEquals(result, both.get(1).join());
      assertNotEquals(result, other.purify(some(0), draw(0)));
      assertNotEquals(pool.purify(some(0)), pool.purify(some(0)));
    }
  }
}
