package org.purify4j.protocol;

import java.util.List;

/**
 * What a run will take, as far as can be told before it: what the attacks ask, times what one
 * question took on a batch of the images. Attacks that end where an image is broken take less.
 *
 * @param lines one for each attack on each deployment, and for each one for judging and one for the
 *     examination
 */
public record CostEstimate(List<Line> lines) {
  public CostEstimate {
    lines = List.copyOf(lines);
  }

  /**
   * One part of the work, for all images.
   *
   * @param deployment its name
   * @param work the attack, judging, or the examination
   * @param bill what is asked; passes of the diffusion network rounded
   * @param seconds the time
   */
  public record Line(String deployment, String work, QueryCount bill, double seconds) {
    /**
     * @param entry whose target is asked
     * @param perImage what is asked for an image
     */
    static Line of(
        String deployment,
        String work,
        ProtocolEntry entry,
        QueryCount perImage,
        int images,
        TargetTimes times) {
      long queries = perImage.queries() * images;
      long gradients = perImage.gradients() * images;
      long plain = Math.max(0, queries - gradients);
      double seconds = 0;
      double passes = 0;
      if (plain > 0) {
        seconds += plain * times.answer(entry).seconds();
        passes += plain * times.answer(entry).networkPasses();
      }
      if (gradients > 0) {
        seconds += gradients * times.gradient(entry).seconds();
        passes += gradients * times.gradient(entry).networkPasses();
      }
      return new Line(
          deployment, work, new QueryCount(queries, gradients, Math.round(passes)), seconds);
    }

    static Line judging(String deployment, long perImage, int images, TargetTimes times) {
      long queries = perImage * images;
      return new Line(
          deployment,
          ProtocolRun.JUDGING,
          new QueryCount(queries, 0, Math.round(queries * times.answer().networkPasses())),
          queries * times.answer().seconds());
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
