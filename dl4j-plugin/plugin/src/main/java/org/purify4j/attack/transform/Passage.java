package org.purify4j.attack.transform;

/** The way of one image into a target and of its gradient back; both in c, h, w order. */
public interface Passage {
  /**
   * The image that the target sees.
   *
   * @param image in [0, 1], not modified
   * @return the same array where nothing is done to it
   */
  double[] image(double[] image);

  /**
   * The gradient that the attack sees.
   *
   * @param gradient with respect to the image that the target saw, not modified
   * @return the same array where nothing is done to it
   */
  double[] gradient(double[] gradient);

  /** Nothing is done. */
  static Passage identity() {
    return new Passage() {
      @Override
      public double[] image(double[] image) {
        return image;
      }

      @Override
      public double[] gradient(double[] gradient) {
        return gradient;
      }
    };
  }
}
