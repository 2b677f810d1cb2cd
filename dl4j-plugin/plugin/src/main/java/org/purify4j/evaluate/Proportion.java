package org.purify4j.evaluate;

import java.util.Locale;
import org.apache.commons.statistics.interval.BinomialConfidenceInterval;
import org.apache.commons.statistics.interval.Interval;

/**
 * A share of images with its 95 % confidence interval (Wilson's score interval; E. B. Wilson,
 * "Probable inference, the law of succession, and statistical inference", 1927).
 *
 * @param estimate the share, 0 to 1
 * @param images how many images it was measured on
 * @param low lower end of the interval
 * @param high upper end of the interval
 */
public record Proportion(double estimate, int images, double low, double high) {
  /** Probability that the interval misses the true share. */
  private static final double ERROR_RATE = 0.05;

  public Proportion {
    if (images < 1) {
      throw new IllegalArgumentException("images: got " + images + ", must be at least 1");
    }
    if (!(estimate >= 0 && estimate <= 1)) {
      throw new IllegalArgumentException("estimate: got " + estimate + ", must be in [0, 1]");
    }
  }

  /**
   * The share of successes.
   *
   * @param successes how many images, 0 to {@code images}; a fraction where it is a mean over
   *     several draws for each image. The interval is then that of the nearest whole number: the
   *     images are the sample, and several draws for the same image do not narrow it.
   * @param images number of images in all, at least 1
   */
  public static Proportion of(double successes, int images) {
    Interval interval =
        BinomialConfidenceInterval.WILSON_SCORE.fromErrorRate(
            images, (int) Math.round(successes), ERROR_RATE);
    return new Proportion(
        successes / images, images, interval.getLowerBound(), interval.getUpperBound());
  }

  /** The share and its interval as shown in tables, such as {@code 0.512 [0.45, 0.57]}. */
  public String text() {
    return String.format(Locale.ROOT, "%.3f [%.2f, %.2f]", estimate, low, high);
  }
}
