package org.purify4j.data;

import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.util.List;
import java.util.Locale;
import java.util.Scanner;

/**
 * How the ten digits are written: the middle lines of their strokes, in a box of width and height
 * 1, y downwards. Some digits have several shapes.
 */
final class DigitShapes {
  /** Per digit its shapes, as M(ove), L(ine) and C(urve) with the points that each needs. */
  private static final List<List<String>> SHAPES =
      List.of(
          List.of(
              "M .5 .08 C .12 .08 .12 .92 .5 .92 C .88 .92 .88 .08 .5 .08",
              "M .62 .1 C .2 .0 .05 .92 .48 .92 C .95 .92 .92 .15 .5 .1"),
          List.of(
              "M .34 .26 L .54 .08 L .54 .92",
              "M .5 .08 L .5 .92",
              "M .32 .24 L .52 .08 L .52 .92 M .28 .92 L .76 .92"),
          List.of(
              "M .18 .3 C .2 .0 .82 .0 .8 .3 C .78 .52 .4 .68 .18 .92 L .84 .92",
              "M .2 .24 C .36 .02 .8 .06 .78 .32 C .76 .6 .12 .98 .24 .86 C .4 .74 .6 .98 .86 .86"),
          List.of(
              "M .2 .18 C .38 .0 .82 .06 .78 .28 C .74 .46 .5 .46 .4 .46"
                  + " C .6 .46 .86 .5 .82 .72 C .78 .98 .34 .98 .16 .8",
              "M .2 .1 L .78 .1 L .44 .42 C .7 .4 .86 .54 .82 .72 C .76 .98 .34 .96 .18 .8"),
          List.of(
              "M .64 .92 L .64 .08 L .14 .66 L .88 .66",
              "M .26 .08 L .2 .56 L .82 .56 M .7 .14 L .66 .92"),
          List.of(
              "M .78 .1 L .3 .1 L .24 .46 C .42 .34 .84 .38 .82 .66 C .8 .98 .34 .98 .16 .8",
              "M .28 .1 L .24 .44 C .5 .3 .84 .44 .8 .68 C .76 .94 .36 .98 .18 .84"
                  + " M .28 .1 L .8 .08"),
          List.of(
              "M .72 .1 C .4 .14 .18 .44 .18 .68 C .18 .98 .82 .98 .82 .7"
                  + " C .82 .42 .32 .42 .2 .68",
              "M .6 .06 C .3 .3 .2 .5 .2 .7 C .22 1.0 .8 .96 .78 .7 C .76 .46 .36 .5 .24 .8"),
          List.of(
              "M .16 .1 L .84 .1 C .62 .38 .46 .62 .4 .92",
              "M .18 .12 L .82 .1 L .42 .92 M .32 .5 L .74 .5",
              "M .2 .26 L .2 .1 L .82 .1 C .7 .36 .52 .6 .46 .92"),
          List.of(
              "M .5 .48 C .12 .4 .18 .08 .5 .08 C .82 .08 .88 .4 .5 .48"
                  + " C .06 .58 .1 .92 .5 .92 C .9 .92 .94 .58 .5 .48",
              "M .76 .2 C .6 .0 .2 .04 .24 .26 C .3 .5 .8 .5 .8 .74"
                  + " C .78 .98 .22 .98 .2 .74 C .2 .5 .7 .46 .76 .2"),
          List.of(
              "M .28 .9 C .6 .86 .82 .56 .82 .32 C .82 .02 .18 .02 .18 .3"
                  + " C .18 .58 .68 .58 .8 .32",
              "M .78 .28 C .74 .02 .2 .04 .22 .3 C .24 .54 .7 .54 .78 .28 L .7 .92"));

  private static final List<List<Path2D>> PATHS =
      SHAPES.stream().map(shapes -> shapes.stream().map(DigitShapes::parse).toList()).toList();

  private DigitShapes() {}

  /**
   * One digit with random deviations from its shape.
   *
   * @param digit 0 to 9
   * @param tremor largest deviation of a point, as a share of the box
   * @param random decides the shape and the deviations
   */
  static Path2D of(int digit, double tremor, ImageRandom random) {
    List<Path2D> shapes = PATHS.get(digit);
    PathIterator shape = shapes.get(random.whole(shapes.size())).getPathIterator(null);
    Path2D path = new Path2D.Double();
    double[] p = new double[6];
    for (; !shape.isDone(); shape.next()) {
      int kind = shape.currentSegment(p);
      for (int i = 0; i < p.length; i++) {
        p[i] += tremor * random.bell();
      }
      switch (kind) {
        case PathIterator.SEG_MOVETO -> path.moveTo(p[0], p[1]);
        case PathIterator.SEG_LINETO -> path.lineTo(p[0], p[1]);
        default -> path.curveTo(p[0], p[1], p[2], p[3], p[4], p[5]);
      }
    }
    return path;
  }

  private static Path2D parse(String shape) {
    Path2D path = new Path2D.Double();
    try (Scanner in = new Scanner(shape).useLocale(Locale.ROOT)) {
      while (in.hasNext()) {
        switch (in.next()) {
          case "M" -> path.moveTo(in.nextDouble(), in.nextDouble());
          case "L" -> path.lineTo(in.nextDouble(), in.nextDouble());
          default ->
              path.curveTo(
                  in.nextDouble(),
                  in.nextDouble(),
                  in.nextDouble(),
                  in.nextDouble(),
                  in.nextDouble(),
                  in.nextDouble());
        }
      }
    }
    return path;
  }
}
