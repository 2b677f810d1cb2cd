package org.purify4j.diagnose;

import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.purify4j.defence.Defence;
import org.purify4j.defence.PurifierDefence;
import org.purify4j.diffusion.chain.Denoiser;
import org.purify4j.diffusion.chain.GradientMode;
import org.purify4j.diffusion.chain.PurifiedClassifier;
import org.purify4j.diffusion.chain.Purifier;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.guidance.EnergyTerm;
import org.purify4j.diffusion.guidance.EvaluateAt;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.guidance.OutputLoss;
import org.purify4j.diffusion.guidance.OutputReference;
import org.purify4j.diffusion.guidance.VictimOutput;
import org.purify4j.diffusion.noise.GaussianNoise;
import org.purify4j.diffusion.schedule.CosineAlphaBar;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.NoiseSchedule;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.diffusion.schedule.VarianceType;

/** Real purifiers, in float32, with a diffusion network that is a formula. */
final class SmallDefences {
  static final EnergyTerm TERM =
      new VictimOutput(4, OutputLoss.KL, new OutputReference.Input(), EvaluateAt.NOISY);

  private SmallDefences() {}

  /** Little noise in three steps, guided by the victim's output on the input. */
  static PurifierConfig config() {
    return PurifierConfig.of(new NoiseLevel.PixelSigma(0.1))
        .withRespacing(new Respacing.Evenly(3))
        .withGuidance(Guidance.of(TERM))
        .withSeed(3);
  }

  /** The same without guidance. */
  static PurifierConfig unguided() {
    return config().withGuidance(Guidance.none());
  }

  /** Much noise, unguided. */
  static PurifierConfig noisier() {
    return PurifierConfig.of(new NoiseLevel.PixelSigma(1))
        .withRespacing(new Respacing.Evenly(4))
        .withSeed(3);
  }

  /** A purifier in front of a classifier. */
  static Purifier purifier(PurifierConfig config, Classifier victim) {
    NoiseSchedule schedule = new CosineAlphaBar(200).build();
    Denoiser denoiser =
        new Denoiser(
            (batch, height, width) -> new SmoothPriorNetwork(batch),
            schedule,
            VarianceType.FIXED_SMALL,
            schedule::alphaBar,
            DataType.FLOAT);
    return Purifier.of(denoiser, config, new GaussianNoise(3), Optional.of(victim));
  }

  /** As a defence that is differentiated exactly. */
  static Defence defence(PurifierConfig config, Classifier victim) {
    return new PurifierDefence(
        "small",
        purifier(config, victim),
        victim,
        GradientMode.EXACT,
        PurifiedClassifier.DEFAULT_SURROGATE);
  }
}
