package org.purify4j.cli.command.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.DoubleConsumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.chain.Cost;
import org.purify4j.diffusion.chain.Purifier;
import org.purify4j.diffusion.chain.StepEvent;
import org.purify4j.diffusion.chain.StepObserver;

/**
 * Times purifications of one batch; of a long one only the beginning, from which the rest is
 * extrapolated.
 */
final class PurificationTimer {
  private static final double NANOS = 1e9;

  /** A purification is long if it takes more than this multiple of the given time. */
  private static final int LONG = 4;

  private static final int FEWEST_STEPS = 6;

  private final Purifier purifier;
  private final INDArray images;
  private final double seconds;
  private final DoubleConsumer progress;
  private final List<Double> stepEnds = new ArrayList<>();
  private long start;
  private String note = "";
  private Cost before;

  /**
   * Makes a timer.
   *
   * @param seconds shortest time for which to measure
   * @param progress told the share that is done, 0 to 1
   */
  PurificationTimer(Purifier purifier, INDArray images, double seconds, DoubleConsumer progress) {
    this.purifier = purifier;
    this.images = images;
    this.seconds = seconds;
    this.progress = progress;
    this.before = purifier.cost();
  }

  /**
   * Durations of a purification in seconds, ascending: one for each run, or extrapolated from each
   * step of a long one.
   */
  List<Double> time() {
    purifier.observe(this::stepped);
    purifier.cancelWhen(() -> stepEnds.size() == 1);
    run(); // warm-up
    before = purifier.cost();
    purifier.cancelWhen(() -> stepEnds.size() >= FEWEST_STEPS && elapsed() > LONG * seconds);
    List<Double> times = new ArrayList<>();
    double spent = 0;
    while (spent < seconds) {
      Outcome outcome = run();
      spent += elapsed();
      if (outcome == Outcome.WHOLE) {
        times.add(elapsed());
      }
    }
    purifier.observe(StepObserver.none());
    purifier.cancelWhen(() -> false);
    if (times.isEmpty()) {
      times.addAll(reckoned());
      note = ", extrapolated from " + stepEnds.size() + " steps";
    }
    Collections.sort(times);
    return times;
  }

  /** A note on {@link #time} where it is extrapolated; otherwise empty. */
  String note() {
    return note;
  }

  /**
   * The share of the time of {@link #time} spent neither in the network nor in the victim, 0 to 1.
   */
  double outside() {
    Cost after = purifier.cost();
    double total = after.totalNanos() - before.totalNanos();
    double inside =
        after.networkNanos() - before.networkNanos() + after.victimNanos() - before.victimNanos();
    return 1 - inside / total;
  }

  private enum Outcome {
    WHOLE,
    STOPPED
  }

  private Outcome run() {
    stepEnds.clear();
    start = System.nanoTime();
    try {
      purifier.purify(images).close();
      return Outcome.WHOLE;
    } catch (CancellationException e) {
      return Outcome.STOPPED;
    }
  }

  private void stepped(StepEvent event) {
    stepEnds.add(elapsed());
    double steps = stepEnds.size() / (double) purifier.steps();
    progress.accept(Math.min(1, Math.max(steps, elapsed() / (LONG * seconds))));
  }

  private double elapsed() {
    return (System.nanoTime() - start) / NANOS;
  }

  /**
   * The time until the end of the first step, plus that of the remaining steps, as long as each
   * measured one.
   */
  private List<Double> reckoned() {
    List<Double> times = new ArrayList<>();
    for (int i = 1; i < stepEnds.size(); i++) {
      double step = stepEnds.get(i) - stepEnds.get(i - 1);
      times.add(stepEnds.get(0) + (purifier.steps() - 1) * step);
    }
    return times;
  }
}
