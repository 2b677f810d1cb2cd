package org.purify4j.diffusion.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.gradient.SecondDerivative;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.noise.GaussianNoise;
import org.purify4j.diffusion.sampler.Clipping;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.diffusion.testing.DifferencedVictim;
import org.purify4j.diffusion.testing.Numbers;
import org.purify4j.diffusion.testing.SharpVictim;
import org.purify4j.diffusion.testing.SmoothDenoiser;
import org.purify4j.diffusion.testing.SmoothVictim;

/** The gradient modes of one defence, each against what it stands for and against the others. */
class GradientModesTest {
  private static final long[] SHAPE = {2, 3, 11, 11};
  private static final Draw DRAW = Draw.of(4, 5);
  private static final Respacing STEPS = new Respacing.Evenly(4);
  private static final Classifier VICTIM = new SmoothVictim(4, 363);
  private static final INDArray IMAGES = Numbers.images(7, SHAPE);

  /** Of sum 0 for each image, so that log-probabilities serve as well as logits. */
  private static final INDArray COTANGENT = centred(Numbers.gaussian(8, 2, 4));

  private static INDArray centred(INDArray rows) {
    return rows.sub(rows.mean(true, 1));
  }

  private static Purifier purifier(String guidance, Classifier victim) {
    PurifierConfig config =
        PurifierConfig.of(new NoiseLevel.Timestep(12))
            .withRespacing(STEPS)
            .withClipping(Clipping.NONE)
            .withGuidance(Guidance.parse(guidance));
    return Purifier.of(SmoothDenoiser.create(), config, new GaussianNoise(3), Optional.of(victim));
  }

  private static INDArray gradient(Purifier purifier, Classifier victim, GradientMode mode) {
    return new PurifiedClassifier(purifier, victim, mode, STEPS)
        .record(IMAGES, DRAW)
        .gradient(COTANGENT);
  }

  private static Map<GradientMode, INDArray> gradients(Purifier purifier) {
    Map<GradientMode, INDArray> gradients = new EnumMap<>(GradientMode.class);
    for (GradientMode mode : GradientMode.values()) {
      gradients.put(mode, gradient(purifier, VICTIM, mode));
    }
    return gradients;
  }

  private static double relative(INDArray expected, INDArray actual) {
    return expected.sub(actual).norm2Number().doubleValue() / expected.norm2Number().doubleValue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"kl:5@purified2", "kl:5@purified2@x0", "kl:5+mse:0.3+ssim:20@input", "none"})
  void eachIsWhatItStandsFor(String guidance) {
    try (Purifier purifier = purifier(guidance, VICTIM)) {
      Map<GradientMode, INDArray> gradients = gradients(purifier);
      INDArray direction = Numbers.gaussian(9, SHAPE);
      double slope =
          Numbers.slope(
              x -> VICTIM.logits(purifier.purify(x, DRAW)), IMAGES, direction, COTANGENT, 1e-6);
      double exact = Numbers.dot(gradients.get(GradientMode.EXACT), direction);
      assertEquals(slope, exact, 1e-5 * Math.abs(slope), "exact");

      INDArray purified = purifier.purify(IMAGES, DRAW);
      INDArray ofVictim = VICTIM.record(purified).gradient(COTANGENT);
      assertTrue(relative(ofVictim, gradients.get(GradientMode.BPDA)) < 1e-12, "bpda");
      INDArray blind = VICTIM.record(IMAGES).gradient(COTANGENT);
      assertEquals(blind, gradients.get(GradientMode.NONE));
      INDArray surrogate = purifier.recordSurrogate(IMAGES, DRAW, STEPS).gradient(ofVictim);
      assertTrue(relative(surrogate, gradients.get(GradientMode.SURROGATE)) < 1e-12, "surrogate");
    }
    try (Purifier purifier = purifier(guidance, VICTIM);
        Purifier plain = purifier("none", VICTIM)) {
      assertEquals(
          gradient(plain, VICTIM, GradientMode.EXACT),
          gradient(purifier, VICTIM, GradientMode.UNGUIDED));
    }
  }

  @Test
  void withoutAPullTheyAreOne() {
    try (Purifier purifier = purifier("kl:5@purified2+mse:0.3@scale0", VICTIM)) {
      Map<GradientMode, INDArray> gradients = gradients(purifier);
      INDArray exact = gradients.get(GradientMode.EXACT);
      assertTrue(relative(exact, gradients.get(GradientMode.UNGUIDED)) < 1e-12, "unguided");
      assertTrue(relative(exact, gradients.get(GradientMode.SURROGATE)) < 1e-12, "surrogate");
    }
  }

  @Test
  void withAPullTheyAreNot() {
    try (Purifier purifier = purifier("kl:5@purified2+mse:0.3", VICTIM)) {
      Map<GradientMode, INDArray> gradients = gradients(purifier);
      INDArray exact = gradients.get(GradientMode.EXACT);
      gradients.forEach(
          (mode, gradient) ->
              assertTrue(
                  mode == GradientMode.EXACT || relative(exact, gradient) > 0.05,
                  () -> mode + " is off by " + relative(exact, gradient)));
    }
  }

  /** The second derivative makes a difference, and differences come near it. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 30, 100})
  void exactSecondDerivativesAndDifferencesAgree(double factor) {
    Classifier sharp = new SharpVictim(VICTIM, factor);
    Classifier differenced = new DifferencedVictim(sharp);
    // unlike probabilities, logits pull however certain the classifier is
    String guidance = "logits:" + 0.3 / (factor * factor) + "@purified2";
    try (Purifier exact = purifier(guidance, sharp);
        Purifier differences = purifier(guidance, differenced);
        Purifier unguided = purifier("none", sharp)) {
      assertEquals(SecondDerivative.EXACT, exact.secondDerivative());
      assertEquals(SecondDerivative.DIFFERENCES, differences.secondDerivative());
      INDArray expected = gradient(exact, sharp, GradientMode.EXACT);
      INDArray actual = gradient(differences, sharp, GradientMode.EXACT);
      assertTrue(relative(expected, actual) < 1e-2, "off by " + relative(expected, actual));
      INDArray without = gradient(unguided, sharp, GradientMode.EXACT);
      assertTrue(relative(expected, without) > 1e-2, "guidance counts");
    }
  }

  @Test
  void onlyTheExactModeHasSecondDerivatives() {
    try (Purifier purifier = purifier("kl:5", new DifferencedVictim(VICTIM))) {
      for (GradientMode mode : GradientMode.values()) {
        assertEquals(
            mode == GradientMode.EXACT ? SecondDerivative.DIFFERENCES : SecondDerivative.EXACT,
            new PurifiedClassifier(purifier, VICTIM, mode).secondDerivative());
      }
    }
  }
}
