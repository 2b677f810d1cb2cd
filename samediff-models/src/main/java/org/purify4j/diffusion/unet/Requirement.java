package org.purify4j.diffusion.unet;

/** Checks of hyper-parameters. */
final class Requirement {
  private Requirement() {}

  /**
   * Says what a hyper-parameter must be.
   *
   * @throws IllegalArgumentException if {@code holds} is false
   */
  static void require(boolean holds, String name, Object got, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(name + ": got " + got + ", must be " + expected);
    }
  }

  /**
   * Checks that a network has as many output channels as the image has channels, or twice as many.
   */
  static void requireChannels(int inChannels, int outChannels) {
    require(inChannels >= 1, "inChannels", inChannels, "at least 1");
    require(
        outChannels == inChannels || outChannels == 2 * inChannels,
        "outChannels",
        outChannels,
        inChannels + " or, with a learned variance, " + 2 * inChannels);
  }
}
