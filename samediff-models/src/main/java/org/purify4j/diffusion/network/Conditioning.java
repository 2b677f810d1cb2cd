package org.purify4j.diffusion.network;

import java.util.Arrays;

/**
 * The inputs of a diffusion network other than the image.
 *
 * @param times per image, the time in the network's own unit (for most networks the timestep of the
 *     full schedule, as a float)
 * @param classes per image, the class label of a class-conditional network; empty for an
 *     unconditional one
 */
public record Conditioning(double[] times, int[] classes) {
  public Conditioning {
    if (classes.length != 0 && classes.length != times.length) {
      throw new IllegalArgumentException(
          "classes: got "
              + classes.length
              + " labels, must be none or one for each of "
              + times.length
              + " images");
    }
  }

  /** The same time for every image of an unconditional network. */
  public static Conditioning at(double time, int batchSize) {
    double[] times = new double[batchSize];
    Arrays.fill(times, time);
    return new Conditioning(times, new int[0]);
  }

  /** Whether another conditioning is equal in value. */
  public boolean sameAs(Conditioning other) {
    return Arrays.equals(times, other.times) && Arrays.equals(classes, other.classes);
  }
}
