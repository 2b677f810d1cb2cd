package org.purify4j.diffusion.chain;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.array.Finite;
import org.purify4j.diffusion.array.Rows;
import org.purify4j.diffusion.sampler.GuidedOutput;
import org.purify4j.diffusion.sampler.ReverseStep;

/**
 * Looks for predictions and guidance that are not finite before a sampler clips them, and replaces
 * them by zeros, so that they reach no other image.
 *
 * @param round number of the round, from 0
 * @param images number of images in the batch, the rest being padding
 * @param faults notes the images found
 */
record FiniteCheck(int round, int images, ImageFaults faults) {
  /** Returns the output, or a copy of it with the rows that are not finite set to 0. */
  GuidedOutput of(GuidedOutput output, ReverseStep step) {
    return new GuidedOutput(
        of(
            "a prediction",
            "are the weights of the diffusion model damaged?",
            output.output(),
            step),
        output.guidance().map(g -> of("guidance", "lower its weights or its scale", g, step)));
  }

  private INDArray of(String what, String advice, INDArray values, ReverseStep step) {
    if (Finite.isFinite(values)) {
      return values;
    }
    INDArray mended = values.dup('c');
    for (int row = 0; row < mended.size(0); row++) {
      INDArray ofImage = Rows.of(mended, row, row + 1);
      if (Finite.firstNot(ofImage).isPresent()) {
        ofImage.assign(0);
        note(row, what, advice, step);
      }
    }
    return mended;
  }

  private void note(int row, String what, String advice, ReverseStep step) {
    if (row < images) {
      faults.add(
          row,
          "got "
              + what
              + " that is not finite in round "
              + (round + 1)
              + ", step "
              + (step.start() - step.index() + 1)
              + " of "
              + (step.start() + 1)
              + " (timestep "
              + step.schedule().modelTimestep(step.index())
              + "), must be finite ("
              + advice
              + ")");
    }
  }
}
