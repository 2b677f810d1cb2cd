package org.purify4j.data;

/**
 * A background: a slope between colours, waves in several directions, and blotches. Sine and cosine
 * are those of {@link StrictMath}, the same on every machine.
 */
final class Texture {
  private static final int MOST_WAVES = 3;
  private static final double STEEPEST_SLOPE = 0.15;
  private static final double STRONGEST_WAVE = 0.05;
  private static final double STRONGEST_BLOTCH = 0.12;

  /** Points of the blotches' lattice along each side. */
  private static final int LATTICE = 7;

  private final Canvas canvas;
  private final ImageRandom random;

  private Texture(Canvas canvas, ImageRandom random) {
    this.canvas = canvas;
    this.random = random;
  }

  /**
   * Paints a background over the whole canvas.
   *
   * @param colour mean colour: red, green, blue
   */
  static void paint(Canvas canvas, double[] colour, ImageRandom random) {
    canvas.each((c, x, y, was) -> colour[c]);
    Texture texture = new Texture(canvas, random);
    texture.slope();
    int waves = random.whole(MOST_WAVES + 1);
    for (int i = 0; i < waves; i++) {
      texture.wave();
    }
    texture.blotches();
  }

  private void slope() {
    double[] across = random.colour(-STEEPEST_SLOPE, STEEPEST_SLOPE);
    double[] down = random.colour(-STEEPEST_SLOPE, STEEPEST_SLOPE);
    double middle = (canvas.size() - 1) / 2.0;
    canvas.each(
        (c, x, y, was) ->
            was + across[c] * (x - middle) / middle + down[c] * (y - middle) / middle);
  }

  private void wave() {
    double angle = random.between(0, Math.PI);
    double frequency = random.between(0.25, 1.6);
    double across = frequency * StrictMath.cos(angle);
    double down = frequency * StrictMath.sin(angle);
    double phase = random.between(0, 2 * Math.PI);
    add(random.colour(0, STRONGEST_WAVE), (x, y) -> StrictMath.sin(across * x + down * y + phase));
  }

  private void blotches() {
    double[] lattice = new double[LATTICE * LATTICE];
    for (int i = 0; i < lattice.length; i++) {
      lattice[i] = random.between(-1, 1);
    }
    double strongest = random.between(0, STRONGEST_BLOTCH);
    double step = (LATTICE - 1) / (double) (canvas.size() - 1);
    add(
        random.colour(0.4 * strongest, strongest),
        (x, y) -> interpolated(lattice, x * step, y * step));
  }

  /** Adds a pattern, the same in every channel apart from its strength. */
  private void add(double[] strength, Pattern pattern) {
    int size = canvas.size();
    double[] values = new double[size * size];
    for (int at = 0; at < values.length; at++) {
      values[at] = pattern.at(at % size, at / size);
    }
    canvas.each((c, x, y, was) -> was + strength[c] * values[y * size + x]);
  }

  private static double interpolated(double[] lattice, double x, double y) {
    int left = Math.min((int) x, LATTICE - 2);
    int top = Math.min((int) y, LATTICE - 2);
    double right = x - left;
    double down = y - top;
    int at = top * LATTICE + left;
    double above = lattice[at] * (1 - right) + lattice[at + 1] * right;
    double below = lattice[at + LATTICE] * (1 - right) + lattice[at + LATTICE + 1] * right;
    return above * (1 - down) + below * down;
  }

  /** A value for each pixel, −1 to 1. */
  @FunctionalInterface
  private interface Pattern {
    double at(int x, int y);
  }
}
