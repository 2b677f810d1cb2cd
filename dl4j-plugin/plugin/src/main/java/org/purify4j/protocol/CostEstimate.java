package org.purify4j.protocol;

import java.util.List;

/**
 * What a run will take, as far as can be told before it: what the attacks ask, times what one
 * question took on a batch of the images. Attacks that end where an image is broken take less.
 *
 * @param lines one for each attack on each deployment, and one for judging each
 */
public record CostEstimate(List<Line> lines) {
  public CostEstimate {
    lines = List.copyOf(lines);
  }

  /**
   * One part of the work, for all images.
   *
   * @param deployment its name
   * @param work the attack, or judging
   * @param bill what is asked; passes of the diffusion network rounded
   * @param seconds the time
   */
  public record Line(String deployment, String work, QueryCount bill, double seconds) {
    static Line of(
        String deployment, String work, QueryCount perImage, int images, TargetTimes times) {
      long queries = perImage.queries() * images;
      long gradients = perImage.gradients() * images;
      double plain = Math.max(0, queries - gradients);
      double passes =
          plain * times.query().networkPasses() + gradients * times.gradient().networkPasses();
      return new Line(
          deployment,
          work,
          new QueryCount(queries, gradients, Math.round(passes)),
          plain * times.query().seconds() + gradients * times.gradient().seconds());
    }
  }

  /** The time of all of it. */
  public double seconds() {
    return lines.stream().mapToDouble(Line::seconds).sum();
  }

  /** What is asked in all. */
  public QueryCount bill() {
    return lines.stream().map(Line::bill).reduce(QueryCount.NONE, QueryCount::plus);
  }
}
