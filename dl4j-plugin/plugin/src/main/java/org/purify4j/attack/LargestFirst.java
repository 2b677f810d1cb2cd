package org.purify4j.attack;

import java.util.stream.IntStream;

/**
 * The shortest way to a hyperplane in L1: the number with the largest slope moves until it is at
 * the border of [0, 1], then that with the next.
 */
enum LargestFirst implements Hyperplane {
  INSTANCE;

  @Override
  public void nearest(double[] from, double[] normal, double value, double[] to) {
    double upwards = value < 0 ? 1 : -1;
    System.arraycopy(from, 0, to, 0, from.length);
    int[] order =
        IntStream.range(0, from.length)
            .boxed()
            .sorted((a, b) -> Double.compare(Math.abs(normal[b]), Math.abs(normal[a])))
            .mapToInt(Integer::intValue)
            .toArray();
    double missing = Math.abs(value);
    for (int i : order) {
      double slope = Math.abs(normal[i]);
      if (missing <= 0 || slope == 0) {
        return;
      }
      double direction = upwards * Math.signum(normal[i]);
      double room = Hyperplane.room(from[i], direction);
      double moved = Math.min(room, missing / slope);
      to[i] = from[i] + direction * moved;
      missing = moved < room ? 0 : missing - slope * room;
    }
  }
}
