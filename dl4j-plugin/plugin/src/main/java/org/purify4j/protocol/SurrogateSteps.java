package org.purify4j.protocol;

import java.util.Optional;
import org.purify4j.diffusion.schedule.Respacing;

/**
 * The steps of a surrogate chain: a quarter of those that are deployed, at least one and at most
 * four. The answer takes the n deployed steps, and the gradient the surrogate's k forward and back,
 * where the exact one takes n forward and n back: it is cheaper if 2k &lt; n.
 */
final class SurrogateSteps {
  private static final int PART = 4;
  private static final int MOST = 4;

  private SurrogateSteps() {}

  /**
   * The choice of steps.
   *
   * @param deployed the steps of a round
   * @return empty where no surrogate costs less
   */
  static Optional<Respacing> of(int deployed) {
    int steps = Math.max(1, Math.min(MOST, deployed / PART));
    return 2 * steps < deployed ? Optional.of(new Respacing.Evenly(steps)) : Optional.empty();
  }
}
