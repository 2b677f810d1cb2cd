package org.purify4j.protocol;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.purify4j.evaluate.EvaluationProgress;

/** How much of the estimated work is done, and what it took. */
final class WorkProgress {
  private static final double MILLIS = 1e3;
  private static final double PERCENT = 100;

  private final CostEstimate estimate;
  private final int images;
  private final EvaluationProgress progress;
  private final Map<List<String>, Double> spent = new LinkedHashMap<>();

  /** How much of each part of the work is done, 0 to 1. */
  private final Map<List<String>, Double> shares = new HashMap<>();

  private double done;

  /**
   * @param images of the run
   * @param progress is told milliseconds
   */
  WorkProgress(CostEstimate estimate, int images, EvaluationProgress progress) {
    this.estimate = estimate;
    this.images = images;
    this.progress = progress;
  }

  /**
   * Shows that a part of some work on a batch is done.
   *
   * @param share of it, 0 to 1
   */
  void within(String deployment, String work, int batch, double share) {
    double now = Math.min(1, share) * batch / images;
    double ofWork = before(deployment, work) + now;
    progress.advanced(
        Math.round(MILLIS * (done + now * seconds(deployment, work))),
        Math.round(MILLIS * estimate.seconds()),
        String.format(Locale.ROOT, "%s, %s (%.1f %% of it)", deployment, work, PERCENT * ofWork));
  }

  /**
   * Adds work on a batch that is done.
   *
   * @param share of the work on these images, 0 to 1: judging is done in several parts
   * @param seconds it took
   */
  void done(String deployment, String work, int batch, double share, double seconds) {
    within(deployment, work, batch, share);
    done += share * seconds(deployment, work) * batch / images;
    shares.merge(List.of(deployment, work), share * batch / images, Double::sum);
    spent.merge(List.of(deployment, work), seconds, Double::sum);
  }

  /** Adds work that does not have to be done for so many images. */
  void skipped(String deployment, String work, int count, double share) {
    if (count > 0) {
      done(deployment, work, count, share, 0);
    }
  }

  private double before(String deployment, String work) {
    return shares.getOrDefault(List.of(deployment, work), 0.0);
  }

  private double seconds(String deployment, String work) {
    return line(deployment, work).map(CostEstimate.Line::seconds).orElse(0.0);
  }

  /** What the work is expected to ask for a batch. */
  long questions(String deployment, String work, int batch) {
    return line(deployment, work)
        .map(line -> (line.bill().queries() + line.bill().gradients()) * batch / images)
        .orElse(0L);
  }

  private Optional<CostEstimate.Line> line(String deployment, String work) {
    return estimate.lines().stream()
        .filter(line -> line.deployment().equals(deployment) && line.work().equals(work))
        .findFirst();
  }

  List<ProtocolResult.SpentTime> times() {
    List<ProtocolResult.SpentTime> times = new ArrayList<>();
    spent.forEach(
        (of, seconds) -> times.add(new ProtocolResult.SpentTime(of.get(0), of.get(1), seconds)));
    return times;
  }
}
