package org.purify4j.diagnose;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.guidance.BoundTerm;
import org.purify4j.diffusion.guidance.EnergyTerm;
import org.purify4j.diffusion.guidance.GuidanceContext;

/**
 * A term of guidance that guides, and has no derivative.
 *
 * @param term what guides
 */
record UnderivedTerm(EnergyTerm term) implements EnergyTerm {
  @Override
  public String text() {
    return term.text();
  }

  @Override
  public double weight() {
    return term.weight();
  }

  @Override
  public boolean asksVictim() {
    return term.asksVictim();
  }

  @Override
  public BoundTerm bind(GuidanceContext context) {
    BoundTerm bound = term.bind(context);
    return new BoundTerm() {
      @Override
      public INDArray gradient(INDArray x, int step) {
        return bound.gradient(x, step);
      }

      @Override
      public void pullback(
          INDArray x, int step, INDArray cotangent, INDArray ofX, INDArray ofInput) {}
    };
  }
}
