package org.purify4j.attack;

/** The largest change of any number. */
enum LinfGeometry implements PixelGeometry {
  INSTANCE;

  private static final Hyperplane BOUNDARY = new RatedWay(slope -> slope == 0 ? 0 : 1);

  @Override
  public double distance(double[] point, double[] other) {
    double largest = 0;
    for (int i = 0; i < point.length; i++) {
      largest = Math.max(largest, Math.abs(point[i] - other[i]));
    }
    return largest;
  }

  @Override
  public void ascend(double[] from, double[] gradient, double length, double[] to) {
    for (int i = 0; i < from.length; i++) {
      to[i] = from[i] + length * Math.signum(gradient[i]);
    }
  }

  @Override
  public void project(double[] point, double[] centre, double epsilon) {
    for (int i = 0; i < point.length; i++) {
      double low = Math.max(0, centre[i] - epsilon);
      double high = Math.min(1, centre[i] + epsilon);
      point[i] = Math.max(low, Math.min(high, point[i]));
    }
  }

  @Override
  public Hyperplane hyperplane() {
    return BOUNDARY;
  }
}
