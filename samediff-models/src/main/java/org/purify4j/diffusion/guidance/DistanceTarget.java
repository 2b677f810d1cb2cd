package org.purify4j.diffusion.guidance;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.catalogue.Textual;

/** The image that a distance term keeps x_t close to. */
public enum DistanceTarget implements Textual {
  /** x̃_t: the input noised to the same step with noise of its own (Wang et al. 2022, GDMP). */
  NOISED_INPUT("noised") {
    @Override
    INDArray image(GuidanceContext context, int step) {
      return context.noisedInput(step, 0);
    }

    @Override
    double perInput(GuidanceContext context, int step) {
      return context.schedule().signalScale(step);
    }
  },
  /** The input x̃ itself. */
  INPUT("input") {
    @Override
    INDArray image(GuidanceContext context, int step) {
      return context.input();
    }

    @Override
    double perInput(GuidanceContext context, int step) {
      return 1;
    }
  };

  private final String text;

  DistanceTarget(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }

  abstract INDArray image(GuidanceContext context, int step);

  /** The derivative of the target with respect to x̃. */
  abstract double perInput(GuidanceContext context, int step);
}
