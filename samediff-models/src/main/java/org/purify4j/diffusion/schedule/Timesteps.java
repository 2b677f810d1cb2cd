package org.purify4j.diffusion.schedule;

/** How many timesteps a schedule may have. */
final class Timesteps {
  /**
   * A thousand times those of Ho et al. (2020). The tables of a schedule take some fifty bytes for
   * each, so a file that asks for more is asking for memory.
   */
  static final int MOST = 1_000_000;

  private Timesteps() {}

  /**
   * Checks a number of timesteps before any table is made.
   *
   * @throws IllegalArgumentException if it is below the least or above {@link #MOST}
   */
  static void require(int timesteps, int least) {
    if (timesteps < least) {
      throw new IllegalArgumentException(
          "timesteps: got " + timesteps + ", must be at least " + least);
    }
    if (timesteps > MOST) {
      throw new IllegalArgumentException(
          "timesteps: got " + timesteps + ", must be at most " + MOST);
    }
  }
}
