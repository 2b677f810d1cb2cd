package org.purify4j.data;

import java.awt.Rectangle;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.PathIterator;
import java.util.Arrays;

/**
 * Draws strokes by computing how much of each pixel they cover. A pixel's coverage follows from the
 * distance of its centre to the stroke's middle line. Java2D's own rasteriser draws the same
 * strokes, but not to the same bytes in every Java release.
 */
final class StrokeMask {
  /** How far the straight pieces of a curve may lie off it, in pixels. */
  private static final double FLATNESS = 0.05;

  private final int size;
  private final double[] squaredDistances;

  private StrokeMask(int size) {
    this.size = size;
    this.squaredDistances = new double[size * size];
    Arrays.fill(squaredDistances, Double.POSITIVE_INFINITY);
  }

  /**
   * The coverage of a line with round ends.
   *
   * @param line its middle, in pixels
   * @param thickness in pixels
   * @param size height and width of the image
   * @return row by row, each 0 to 1
   */
  static float[] of(Shape line, double thickness, int size) {
    double reach = (thickness + 1) / 2;
    StrokeMask mask = new StrokeMask(size);
    double[] to = new double[2];
    Line2D.Double piece = new Line2D.Double();
    PathIterator path = line.getPathIterator(null, FLATNESS);
    for (; !path.isDone(); path.next()) {
      int kind = path.currentSegment(to);
      if (kind == PathIterator.SEG_LINETO) {
        piece.setLine(piece.x2, piece.y2, to[0], to[1]);
        mask.near(piece, reach);
      } else {
        piece.setLine(to[0], to[1], to[0], to[1]);
      }
    }
    return mask.coverage(reach);
  }

  private void near(Line2D piece, double reach) {
    Rectangle box = piece.getBounds();
    int margin = (int) Math.ceil(reach);
    int left = Math.max(0, box.x - margin);
    int right = Math.min(size - 1, box.x + box.width + margin);
    int bottom = Math.min(size - 1, box.y + box.height + margin);
    for (int y = Math.max(0, box.y - margin); y <= bottom; y++) {
      for (int x = left; x <= right; x++) {
        int at = y * size + x;
        squaredDistances[at] = Math.min(squaredDistances[at], piece.ptSegDistSq(x, y));
      }
    }
  }

  private float[] coverage(double reach) {
    float[] coverage = new float[squaredDistances.length];
    for (int at = 0; at < coverage.length; at++) {
      coverage[at] = (float) Math.max(0, Math.min(1, reach - Math.sqrt(squaredDistances[at])));
    }
    return coverage;
  }
}
