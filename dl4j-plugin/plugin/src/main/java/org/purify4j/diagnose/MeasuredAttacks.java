package org.purify4j.diagnose;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What several attacks left of the same images, judged by the same rule. The figure of an image is
 * the share of its draws that were right; with a single draw, or a rule over all, 0 or 1.
 *
 * @param claimed name of the attack that is said to be the strongest: the one with the exact
 *     gradient
 * @param accuracy what it left of each image
 * @param others what each other attack left, by its name
 */
public record MeasuredAttacks(String claimed, double[] accuracy, Map<String, double[]> others) {
  public MeasuredAttacks {
    others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
    for (Map.Entry<String, double[]> other : others.entrySet()) {
      if (other.getValue().length != accuracy.length) {
        throw new IllegalArgumentException(
            other.getKey()
                + ": got "
                + other.getValue().length
                + " images, must be "
                + accuracy.length
                + ", as for "
                + claimed);
      }
    }
  }

  /** The figures of images of which it is known whether they survived. */
  public static double[] survived(boolean[] images) {
    return IntStream.range(0, images.length).mapToDouble(i -> images[i] ? 1 : 0).toArray();
  }
}
