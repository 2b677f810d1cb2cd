package org.purify4j.diffusion.noise;

/**
 * Standard normal noise as a pure function of (run seed, image id, draw, round, step), generated on
 * the host. Each source has its own seed.
 */
public interface NoiseSource {
  /**
   * Fills {@code out} with independent N(0, 1) numbers; equal arguments give equal numbers.
   *
   * @param imageId id of the image
   * @param draw number of the independent purification of the image
   * @param round number of the round within that purification
   * @param step identifies the noise within that round
   * @param out the values of one image, in c, h, w order; overwritten
   */
  void fill(long imageId, long draw, int round, Step step, float[] out);

  /**
   * Identifies a noise within a round.
   *
   * @param kind what it is used for
   * @param index number of the noise within its kind: 0 for the forward draw; t for reverse step t
   *     of the schedule whose steps are taken; t + c·T for copy c of the noised input at step t, T
   *     being the number of steps of that schedule
   */
  record Step(Kind kind, int index) {}

  /** The separate uses of noise within a round. */
  enum Kind {
    /** The forward draw that takes x_0 to the start step. */
    FORWARD,
    /** The noise added by a reverse step. */
    REVERSE,
    /** The noise of a noised input, which distance terms and noised output references use. */
    REFERENCE
  }
}
