package org.purify4j.diagnose;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What several attacks left of the same images, judged by the same rule.
 *
 * @param claimed name of the attack that is said to be the strongest: the one with the exact
 *     gradient
 * @param accuracy what it left of each image
 * @param others what each other attack left, by its name
 */
public record MeasuredAttacks(
    String claimed, ImageShares accuracy, Map<String, ImageShares> others) {
  public MeasuredAttacks {
    others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
    for (Map.Entry<String, ImageShares> other : others.entrySet()) {
      if (other.getValue().made().length != accuracy.made().length) {
        throw new IllegalArgumentException(
            other.getKey()
                + ": got "
                + other.getValue().made().length
                + " images, must be "
                + accuracy.made().length
                + ", as for "
                + claimed);
      }
    }
  }

  /** The figures of images of which it is known whether they survived. */
  public static ImageShares survived(boolean[] images) {
    return ImageShares.of(
        IntStream.range(0, images.length).mapToDouble(i -> images[i] ? 1 : 0).toArray());
  }
}
