package org.purify4j.diffusion.guidance;

/**
 * ℓ(f(x_t), r): how far the victim's output on the image being made is from a reference output,
 * with f evaluated on (x_t + 1)/2 through its own normalisation.
 *
 * @param weight w_f, at least 0
 * @param loss ℓ
 * @param reference what r is
 * @param at whether f is asked at x_t or at x̂_0(x_t)
 */
public record VictimOutput(double weight, OutputLoss loss, OutputReference reference, EvaluateAt at)
    implements EnergyTerm {
  public VictimOutput {
    EnergyTerm.requireWeight(weight);
  }

  @Override
  public BoundTerm bind(GuidanceContext context) {
    return new BoundVictimOutput(this, context);
  }
}
