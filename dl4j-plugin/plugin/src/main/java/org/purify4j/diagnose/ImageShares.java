package org.purify4j.diagnose;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What an attack left of each image: the share of its draws that were right; with a single draw, or
 * a rule over all, 0 or 1.
 *
 * @param shares 0 to 1; of no meaning where the attack was not made
 * @param made whether it was made on the image: one that was given up before may be skipped
 */
public record ImageShares(double[] shares, boolean[] made) {
  public ImageShares {
    if (shares.length != made.length) {
      throw new IllegalArgumentException(
          "made: got " + made.length + " images, must be " + shares.length);
    }
  }

  /** What an attack left that was made on all images. */
  public static ImageShares of(double[] shares) {
    boolean[] made = new boolean[shares.length];
    Arrays.fill(made, true);
    return new ImageShares(shares, made);
  }

  /** The mean over the images that the attack was made on; 0 if it was made on none. */
  double mean() {
    return Figures.mean(
        IntStream.range(0, shares.length)
            .filter(i -> made[i])
            .mapToDouble(i -> shares[i])
            .toArray());
  }

  int countMade() {
    return (int) IntStream.range(0, made.length).filter(i -> made[i]).count();
  }

  /** The least that the attack may leave of an image. */
  double least(int image) {
    return made[image] ? shares[image] : 0;
  }

  /** The most that the attack may leave of an image. */
  double most(int image) {
    return made[image] ? shares[image] : 1;
  }
}
