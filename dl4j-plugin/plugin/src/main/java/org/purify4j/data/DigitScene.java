package org.purify4j.data;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;

/** Paints one picture of a digit: background, clutter, neighbours, the digit, light and noise. */
final class DigitScene {
  private static final int DIGITS = 10;
  private static final double MOST_TREMOR = 0.035;

  private final Canvas canvas;
  private final ImageRandom random;
  private final double[] ground;

  DigitScene(int size, ImageRandom random) {
    this.canvas = new Canvas(size);
    this.random = random;
    this.ground = random.colour(0.15, 0.85);
  }

  /** Red, green and blue planes as bytes. */
  byte[] paint(int digit) {
    Texture.paint(canvas, ground, random);
    int strokes = random.whole(4);
    for (int i = 0; i < strokes; i++) {
      clutter();
    }
    double thickness = random.between(1.7, 4.2);
    double[] ink = ink();
    for (int side = -1; side <= 1; side += 2) {
      if (random.chance(0.4)) {
        double offset = side * random.between(16, 21);
        write(random.whole(DIGITS), offset, thickness, random.chance(0.5) ? ink : ink());
      }
    }
    write(digit, random.bell() * 1.2, thickness, ink);
    light();
    return canvas.bytes();
  }

  private void write(int digit, double offset, double thickness, double[] ink) {
    Path2D line = DigitShapes.of(digit, random.between(0, MOST_TREMOR), random);
    line.transform(placement(offset));
    canvas.paint(StrokeMask.of(line, thickness, canvas.size()), ink, random.between(0.85, 1));
  }

  /** The transformation from the box of the shapes to pixels: slant, rotation, scale and shift. */
  private AffineTransform placement(double offset) {
    double height = random.between(16, 24);
    double width = height * random.between(0.55, 0.9);
    double middle = (canvas.size() - 1) / 2.0;
    double turn = random.bell() * 0.1;
    double cos = StrictMath.cos(turn);
    double sin = StrictMath.sin(turn);
    AffineTransform placement =
        new AffineTransform(cos, sin, -sin, cos, middle + offset, middle + random.bell() * 1.2);
    placement.concatenate(new AffineTransform(1, 0, random.between(-0.35, 0.2), 1, 0, 0));
    placement.scale(width, height);
    placement.translate(-0.5, -0.5);
    return placement;
  }

  private void clutter() {
    double size = canvas.size();
    Path2D line = new Path2D.Double();
    line.moveTo(random.between(0, size), random.between(0, size));
    line.quadTo(
        random.between(0, size),
        random.between(0, size),
        random.between(0, size),
        random.between(0, size));
    float[] mask = StrokeMask.of(line, random.between(0.8, 2.5), canvas.size());
    canvas.paint(mask, near(0.25), random.between(0.2, 0.6));
  }

  /** A colour that stands out from the background, lighter or darker. */
  private double[] ink() {
    double contrast = random.between(0.2, 0.45);
    double mean = (ground[0] + ground[1] + ground[2]) / Canvas.CHANNELS;
    boolean lighter = mean + contrast > 0.97 ? false : mean < contrast || random.chance(0.5);
    double[] ink = near(0.1);
    for (int c = 0; c < ink.length; c++) {
      ink[c] = Math.max(0, Math.min(1, ink[c] + (lighter ? contrast : -contrast)));
    }
    return ink;
  }

  private double[] near(double distance) {
    double[] colour = ground.clone();
    for (int c = 0; c < colour.length; c++) {
      colour[c] += random.between(-distance, distance);
    }
    return colour;
  }

  private void light() {
    double middle = (canvas.size() - 1) / 2.0;
    double across = random.between(-0.15, 0.15);
    double down = random.between(-0.15, 0.15);
    double noise = random.between(0, 0.03);
    canvas.each(
        (c, x, y, was) ->
            was * (1 + across * (x - middle) / middle + down * (y - middle) / middle)
                + noise * random.bell());
  }
}
