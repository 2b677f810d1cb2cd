package org.purify4j.examples;

import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.purify4j.data.SyntheticDigits;
import org.purify4j.diffusion.chain.PoolOverloadException;
import org.purify4j.diffusion.chain.PoolSize;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.chain.PurifierPool;
import org.purify4j.diffusion.chain.PurifierWorker;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.evaluate.PredictedClasses;
import org.purify4j.train.ConvNet;
import org.purify4j.victim.Dl4jVictim;

/**
 * A service that classifies single images for any number of client threads. The pool's threads each
 * have a purifier and a classifier of their own; requests beyond those that may wait are refused at
 * once, so that a burst costs neither memory nor everybody's patience.
 */
public final class PurifierService implements AutoCloseable {
  private static final int CLIENTS = 4;
  private static final int TRIES = 5;
  private static final long PAUSE_MILLIS = 20;

  private static final PurifierConfig SETTINGS =
      PurifierConfig.of(new NoiseLevel.Timestep(470)).withRespacing(new Respacing.Evenly(4));

  private final DiffusionModel model;
  private final PurifierPool pool;

  /**
   * Starts the service.
   *
   * @param archive of a diffusion model
   * @param network the classifier, which must not be trained meanwhile
   * @param size threads × engine threads should not exceed the processors that are free; as many
   *     requests may wait as a client can be kept waiting for
   */
  public PurifierService(Path archive, ComputationGraph network, PoolSize size) {
    model = DiffusionModel.load(archive);
    pool = PurifierPool.of(model, SETTINGS, size, () -> Dl4jVictim.of(network));
  }

  /**
   * Classifies one image, and waits for the answer.
   *
   * @param image {@code [1, c, h, w]} in [0, 1], RGB
   * @throws PoolOverloadException if too many requests wait already
   */
  public int classify(INDArray image) {
    return pool.call(worker -> classify(worker, image));
  }

  /** On a thread of the pool. What is closed here need not wait for Java's collector. */
  private static int classify(PurifierWorker worker, INDArray image) {
    try (INDArray purified = worker.purifier().purify(image);
        INDArray logits = worker.victim().orElseThrow().logits(purified)) {
      return PredictedClasses.of(logits)[0];
    }
  }

  /** Finishes what was accepted, ends the threads, and frees the model. In this order. */
  @Override
  public void close() {
    pool.close();
    model.close();
  }

  /**
   * @param args the archive of a diffusion model of 32 by 32 colour images, and the number of
   *     images that each of four clients sends
   */
  public static void main(String[] args) throws InterruptedException {
    int each = Integer.parseInt(args[1]);
    ComputationGraph network = new ConvNet(32, 8, 10).initialised(1, new Adam()); // for yours
    Tally tally = new Tally();
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try (PurifierService service =
        new PurifierService(Path.of(args[0]), network, new PoolSize(1, 2))) {
      for (int client = 0; client < CLIENTS; client++) {
        INDArray images = new SyntheticDigits(client).read(each).images();
        clients.execute(() -> send(service, images, tally));
      }
      clients.shutdown(); // first no new requests, then the service
      clients.awaitTermination(1, TimeUnit.HOURS);
    }
    System.out.printf(
        "sent %d, answered %d, given up %d; refused for the time being %d times%n",
        CLIENTS * each, tally.answered.sum(), tally.givenUp.sum(), tally.refused.sum());
  }

  private record Tally(LongAdder answered, LongAdder givenUp, LongAdder refused) {
    Tally() {
      this(new LongAdder(), new LongAdder(), new LongAdder());
    }
  }

  private static void send(PurifierService service, INDArray images, Tally tally) {
    for (int i = 0; i < images.size(0); i++) {
      INDArray image = images.slice(i).reshape(1, 3, 32, 32).dup('c');
      boolean answered = answered(service, image, tally);
      (answered ? tally.answered : tally.givenUp).increment();
    }
  }

  /** A client that is refused waits, twice as long each time, and gives up in the end. */
  private static boolean answered(PurifierService service, INDArray image, Tally tally) {
    for (int tries = 0; tries < TRIES; tries++) {
      try {
        service.classify(image);
        return true;
      } catch (PoolOverloadException e) { // over HTTP: status 503 with Retry-After
        tally.refused.increment();
        pause(PAUSE_MILLIS << tries);
      }
    }
    return false;
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
