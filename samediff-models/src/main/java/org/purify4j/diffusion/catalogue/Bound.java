package org.purify4j.diffusion.catalogue;

/**
 * The list of the bounds of numeric settings. They are far beyond what makes sense, and there so
 * that a damaged or hostile file cannot ask for unbounded memory or time, and that no value is
 * accepted that means nothing.
 */
public enum Bound {
  /** Rounds of a purification. */
  ROUNDS("rounds", 1, 64),
  /** Purifications of an image whose classifications are combined. */
  VOTES("votes", 1, 10_000),
  /** Fresh draws of a defence's noise, for an answer or a gradient. */
  DRAWS("draws", 1, 10_000),
  /** Attacks on the same image, of which the best counts. */
  RESTARTS("restarts", 1, 1000),
  /** Images purified at once. */
  BATCH_SIZE("batchSize", 1, 1024),
  /** Reverse steps of a round, of one of its sections, and sections; steps of an attack. */
  STEPS("steps", 1, 100_000),
  /** Terms of a guidance energy. */
  TERMS("terms", 0, 64),
  /** Noised copies or purified draws that serve a guidance term as reference. */
  REFERENCES("references", 1, 1000),
  /** Weight of a guidance term. */
  WEIGHT("weight", 0, 1e8, "published methods stay below 1e5, and more leaves no picture"),
  /** Factor of the guidance's gradient. */
  SCALE("scale", 0, 1e8, "published methods stay below 1e5, and more leaves no picture"),
  /** Noise as a standard deviation of pixels in [0, 1]. */
  NOISE("pixelSigma", 1e-6, 1e6, "pixels are in [0, 1]: less is lost in rounding"),
  /** Size of a perturbation, for pixels in [0, 1]. */
  EPSILON("epsilon", 1e-6, 1e4, "pixels are in [0, 1]: less is lost in rounding"),
  /** Length of an attack's step, for pixels in [0, 1]. */
  STEP_SIZE("stepSize", 1e-7, 1e4, "pixels are in [0, 1]: less is lost in rounding"),
  /** Learning rate of Adam, which moves a weight by about as much at each step. */
  LEARNING_RATE("learningRate", 1e-12, 1, "Adam moves each weight by about as much at each step"),
  /** Rows of pictures of each defence. */
  EXAMPLES("examples", 0, 1000),
  /** Pictures that the program draws and holds in memory. */
  PICTURES("images", 1, 100_000, "they are held in memory"),
  /** Height and width of images. */
  IMAGE_SIDE("size", 1, 4096),
  /** Channels of a new network at full resolution. */
  CHANNELS("channels", 1, 4096),
  /** Multiples of its channels at a lower resolution. */
  MULTIPLE("multiple", 1, 64),
  /** Residual blocks of a new network at each resolution. */
  BLOCKS("blocks", 1, 64),
  /** Heads of its attention. */
  HEADS("heads", 1, 1024),
  /** Classes that it is conditional on. */
  CLASSES("classes", 1, 100_000),
  /** Images of a step of a training. */
  TRAINING_BATCH("batch", 1, 65_536),
  /** Norm to which a gradient is clipped. */
  GRADIENT_NORM("largestNorm", 1e-6, 1e9),
  /** Passes through the images of a training. */
  EPOCHS("epochs", 1, 100_000),
  /** Seconds for which something is measured. */
  SECONDS("seconds", 1e-6, 86_400, "a day"),
  /** Error of a result as a share of its scale. */
  TOLERANCE("tolerance", 1e-12, 0.5, "at 1 a network that answers 0 would pass"),
  /** Threads of a pool. */
  THREADS("threads", 1, 1024),
  /** Requests that wait for a thread of a pool. */
  WAITING("waiting", 1, 1_000_000);

  private final String setting;
  private final double least;
  private final double most;
  private final String reason;

  Bound(String setting, double least, double most) {
    this(setting, least, most, "");
  }

  Bound(String setting, double least, double most, String reason) {
    this.setting = setting;
    this.least = least;
    this.most = most;
    this.reason = reason.isEmpty() ? "" : " (" + reason + ")";
  }

  /** Returns the largest value, of a setting that is a whole number. */
  public int most() {
    return (int) most;
  }

  /** Returns the smallest and the largest value in words, such as {@code 1 to 64}. */
  public String range() {
    return Spelling.text(least) + " to " + Spelling.text(most);
  }

  /**
   * Checks a whole number.
   *
   * @throws IllegalArgumentException if it is out of bounds
   */
  public int require(int value) {
    return require(setting, value);
  }

  /**
   * Checks a whole number.
   *
   * @param name what the message calls it
   * @throws IllegalArgumentException if it is out of bounds
   */
  public int require(String name, int value) {
    if (value < least || value > most) {
      throw refused(name, String.valueOf(value));
    }
    return value;
  }

  /**
   * Checks a number.
   *
   * @throws IllegalArgumentException if it is out of bounds, or not a number
   */
  public double require(double value) {
    return require(setting, value);
  }

  /**
   * Checks a number.
   *
   * @param name what the message calls it
   * @throws IllegalArgumentException if it is out of bounds, or not a number
   */
  public double require(String name, double value) {
    if (!(value >= least && value <= most)) {
      throw refused(name, Spelling.text(value));
    }
    return value;
  }

  /**
   * Reads a number as people write it, in decimals or as a fraction such as {@code 8/255}.
   *
   * @param name what the message calls it
   * @throws IllegalArgumentException if it is malformed or out of bounds
   */
  public double real(String name, String text) {
    return require(name, Spelling.real(name, text));
  }

  private IllegalArgumentException refused(String name, String value) {
    return new IllegalArgumentException(
        name
            + ": got "
            + value
            + ", must be at least "
            + Spelling.text(least)
            + " and at most "
            + Spelling.text(most)
            + reason);
  }
}
