package org.purify4j.attack;

import java.util.function.DoubleUnaryOperator;

/**
 * The shortest way to a hyperplane where all numbers move at once, each at a rate of its own.
 *
 * @param rate of a number, compared with the others, by the size of the normal's component
 */
record RatedWay(DoubleUnaryOperator rate) implements Hyperplane {
  /**
   * {@inheritDoc} Each number moves until it reaches the border, so the function changes with the
   * way's length as a concave piecewise linear one: Newton's method from 0 finds where it is 0 in
   * finitely many steps.
   */
  @Override
  public void nearest(double[] from, double[] normal, double value, double[] to) {
    double wanted = Math.abs(value);
    double upwards = value < 0 ? 1 : -1;
    double way = 0;
    double next = step(from, normal, wanted, upwards, way);
    while (next > way) {
      way = next;
      next = step(from, normal, wanted, upwards, way);
    }
    for (int i = 0; i < from.length; i++) {
      double direction = upwards * Math.signum(normal[i]);
      double moved =
          Math.min(
              way * rate.applyAsDouble(Math.abs(normal[i])), Hyperplane.room(from[i], direction));
      to[i] = direction == 0 ? from[i] : from[i] + direction * moved;
    }
  }

  private double step(double[] from, double[] normal, double wanted, double upwards, double way) {
    double gained = 0;
    double slope = 0;
    for (int i = 0; i < from.length; i++) {
      double size = Math.abs(normal[i]);
      double ofNumber = rate.applyAsDouble(size);
      double room = Hyperplane.room(from[i], upwards * Math.signum(normal[i]));
      if (way * ofNumber < room) {
        gained += size * way * ofNumber;
        slope += size * ofNumber;
      } else {
        gained += size * room;
      }
    }
    if (gained >= wanted) {
      return way;
    }
    return slope == 0 ? way : way + (wanted - gained) / slope;
  }
}
