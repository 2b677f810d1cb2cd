package org.purify4j.diffusion.catalogue;

/**
 * The list of the bounds of numeric settings. They are far beyond what makes sense, and there so
 * that a damaged or hostile file cannot ask for unbounded memory or time.
 */
public enum Bound {
  /** Rounds of a purification. */
  ROUNDS("rounds", 1, 64),
  /** Purifications of an image whose classifications are combined. */
  VOTES("votes", 1, 10_000),
  /** Images purified at once. */
  BATCH_SIZE("batchSize", 1, 1024),
  /** Reverse steps of a round, of one of its sections, and sections. */
  STEPS("steps", 1, 100_000),
  /** Terms of a guidance energy. */
  TERMS("terms", 0, 64),
  /** Noised copies or purified draws that serve a guidance term as reference. */
  REFERENCES("references", 1, 1000),
  /** Threads of a pool. */
  THREADS("threads", 1, 1024),
  /** Requests that wait for a thread of a pool. */
  WAITING("waiting", 1, 1_000_000);

  private final String setting;
  private final int least;
  private final int most;

  Bound(String setting, int least, int most) {
    this.setting = setting;
    this.least = least;
    this.most = most;
  }

  /** Returns the largest value. */
  public int most() {
    return most;
  }

  /**
   * Checks a value.
   *
   * @throws IllegalArgumentException if it is out of bounds
   */
  public int require(int value) {
    return require(setting, value);
  }

  /**
   * Checks a value.
   *
   * @param name what the message calls it
   * @throws IllegalArgumentException if it is out of bounds
   */
  public int require(String name, int value) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + ": got " + value + ", must be at least " + least + " and at most " + most);
    }
    return value;
  }
}
