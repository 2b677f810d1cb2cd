package org.purify4j.diffusion.chain;

import java.util.Collections;
import java.util.Locale;
import org.purify4j.diffusion.catalogue.Textual;
import org.purify4j.diffusion.guidance.DistanceTarget;
import org.purify4j.diffusion.guidance.EvaluateAt;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.guidance.GuidanceScale;
import org.purify4j.diffusion.guidance.OutputLoss;
import org.purify4j.diffusion.guidance.OutputReference;
import org.purify4j.diffusion.guidance.SquaredDistance;
import org.purify4j.diffusion.guidance.VictimOutput;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.diffusion.vote.VoteRule;

/**
 * Named settings. Noise levels are given as pixel σ, and steps as a number, so that a preset means
 * the same and costs the same whatever the model's schedule; only {@link #PAPER} takes every step
 * of the schedule.
 */
public enum Preset implements Textual {
  /**
   * The paper's method in its most literal reading: 470 of 4000 cosine steps, every one taken,
   * guided by KL towards the victim's output on the input. Needs a victim.
   */
  PAPER {
    @Override
    public PurifierConfig config() {
      return PurifierConfig.of(new NoiseLevel.PixelSigma(SIGMA_OF_470_OF_4000))
          .withGuidance(
              Guidance.of(
                  new VictimOutput(
                      5, OutputLoss.KL, new OutputReference.Input(), EvaluateAt.NOISY)));
    }
  },
  /**
   * Unguided, t* = 0.1 of the continuous schedule in 100 steps (Nie et al. 2022, DiffPure,
   * CIFAR-10: steps of 10⁻³).
   */
  DIFFPURE {
    @Override
    public PurifierConfig config() {
      return PurifierConfig.of(new NoiseLevel.PixelSigma(SIGMA_OF_A_TENTH_OF_VP))
          .withRespacing(new Respacing.Evenly(100));
    }
  },
  /**
   * Four rounds from the noise of 36 of 1000 linear steps, 36 steps each, guided by squared error
   * to the noised input (Wang et al. 2022, GDMP, CIFAR-10). Guidance is applied at every step, so
   * more steps would also guide more.
   */
  GDMP {
    @Override
    public PurifierConfig config() {
      NoiseLevel level = new NoiseLevel.PixelSigma(SIGMA_OF_36_OF_1000);
      return PurifierConfig.of(level)
          .withRounds(Collections.nCopies(4, level).toArray(NoiseLevel[]::new))
          .withRespacing(new Respacing.Evenly(36))
          .withGuidance(
              Guidance.of(new SquaredDistance(1, DistanceTarget.NOISED_INPUT))
                  .withScale(new GuidanceScale.Gdmp(0.1, GuidanceScale.Gdmp.DEFAULT_EPSILON)));
    }
  },
  /**
   * The noise of the paper's setting in 4 steps, unguided, the victim's answer averaged over 5
   * draws: 20 network calls. Against an attack blind to the defence, four steps do as well as
   * twelve, and averaging draws gains most per call (see the table in docs/benchmarks.md).
   */
  FAST {
    @Override
    public PurifierConfig config() {
      return PurifierConfig.of(new NoiseLevel.PixelSigma(SIGMA_OF_470_OF_4000))
          .withRespacing(new Respacing.Evenly(4))
          .withVotes(5, VoteRule.MEAN_PROBABILITY);
    }
  },
  /**
   * More noise, 800 of 4000 cosine steps, in 8 steps, unguided: loses clean accuracy, and keeps
   * more than {@link #FAST} against an attacker who differentiates the defence.
   */
  ROBUST {
    @Override
    public PurifierConfig config() {
      return PurifierConfig.of(new NoiseLevel.PixelSigma(SIGMA_OF_800_OF_4000))
          .withRespacing(new Respacing.Evenly(8));
    }
  };

  /** Between steps 469 and 470 of the 4000-step cosine schedule, so that 470 is the start. */
  private static final double SIGMA_OF_470_OF_4000 = 0.099;

  /** Between steps 799 and 800 of the same schedule. */
  private static final double SIGMA_OF_800_OF_4000 = 0.168;

  /** ᾱ(0.1) = exp(−0.1095) for β = 0.1 … 20: half of sqrt(1 − ᾱ)/sqrt(ᾱ). */
  private static final double SIGMA_OF_A_TENTH_OF_VP = 0.17008;

  /**
   * Between steps 34 and 35 of the 1000-step linear schedule, so that 35, the 36th, is the start.
   */
  private static final double SIGMA_OF_36_OF_1000 = 0.0637;

  /** The name in lower case. */
  @Override
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the settings of this preset. */
  public abstract PurifierConfig config();
}
