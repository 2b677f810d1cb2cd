package org.purify4j.diffusion.guidance;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.catalogue.Kind;

/**
 * The distance 1 − SSIM of x_t and its target (Wang et al. 2004), both mapped to [0, 1]; one number
 * per image (Wang et al. 2022, GDMP).
 *
 * @param weight w_d, at least 0
 * @param target what x_t is kept similar to
 */
public record SsimDistance(double weight, DistanceTarget target) implements EnergyTerm {
  /** The entry of this term in {@link EnergyTerms}. */
  public static final Kind<EnergyTerm> KIND =
      new Kind<>(
          "ssimDistance",
          SsimDistance.class,
          "ssim:W[@TARGET]",
          "1 - SSIM (Wang et al. 2004) with the same TARGETs",
          "ssim:5@input",
          text ->
              TermText.of("ssim", text)
                  .map(term -> new SsimDistance(term.weight(), term.distanceTarget())));

  public SsimDistance {
    EnergyTerm.requireWeight(weight);
  }

  @Override
  public String text() {
    return TermText.ofDistance("ssim", weight, target);
  }

  @Override
  public BoundTerm bind(GuidanceContext context) {
    INDArray input = context.input();
    Ssim ssim = new Ssim(input.size(2), input.size(3), input.dataType());
    return new BoundTerm() {
      @Override
      public INDArray gradient(INDArray x, int step) {
        return slope(x, target.image(context, step));
      }

      /** SSIM is symmetric in its two images. */
      @Override
      public void pullback(
          INDArray x, int step, INDArray cotangent, INDArray ofX, INDArray ofInput) {
        INDArray image = pixels(target.image(context, step));
        INDArray at = pixels(x);
        INDArray none = Nd4j.zeros(cotangent.dataType(), cotangent.shape());
        // twice from [−1, 1] to [0, 1]
        double factor = -0.25 * weight;
        ofX.addi(ssim.gradientTangent(at, image, cotangent, none).muli(factor));
        INDArray ofImage = ssim.gradientTangent(image, at, none, cotangent).muli(factor);
        ofInput.addi(ofImage.muli(target.perInput(context, step)));
      }

      /** The gradient d(1 − SSIM)/dx in [−1, 1] units, times the weight. */
      private INDArray slope(INDArray x, INDArray other) {
        return ssim.gradient(pixels(x), pixels(other)).muli(-0.5 * weight);
      }
    };
  }

  private static INDArray pixels(INDArray x) {
    return x.add(1).muli(0.5);
  }
}
