package org.purify4j.diffusion.guidance;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.catalogue.Kind;

/**
 * The squared distance ‖x_t − target‖², summed over an image, in [−1, 1] units (Wu et al. 2022;
 * Wang et al. 2022).
 *
 * @param weight w_d, at least 0
 * @param target what x_t is kept close to
 */
public record SquaredDistance(double weight, DistanceTarget target) implements EnergyTerm {
  /** The entry of this term in {@link EnergyTerms}. */
  public static final Kind<EnergyTerm> KIND =
      new Kind<>(
          "squaredDistance",
          SquaredDistance.class,
          "mse:W[@TARGET]",
          "squared distance to TARGET: noised (the noised input, default) or input",
          "mse:5@input",
          text ->
              TermText.of("mse", text)
                  .map(term -> new SquaredDistance(term.weight(), term.distanceTarget())));

  public SquaredDistance {
    EnergyTerm.requireWeight(weight);
  }

  @Override
  public String text() {
    return TermText.ofDistance("mse", weight, target);
  }

  @Override
  public BoundTerm bind(GuidanceContext context) {
    return new BoundTerm() {
      @Override
      public INDArray gradient(INDArray x, int step) {
        return x.sub(target.image(context, step)).muli(2 * weight);
      }

      @Override
      public void pullback(
          INDArray x, int step, INDArray cotangent, INDArray ofX, INDArray ofInput) {
        INDArray flow = cotangent.mul(2 * weight);
        ofX.addi(flow);
        ofInput.subi(flow.muli(target.perInput(context, step)));
      }
    };
  }
}
