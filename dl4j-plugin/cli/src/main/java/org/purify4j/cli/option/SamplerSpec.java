package org.purify4j.cli.option;

import java.util.Locale;
import org.purify4j.cli.shell.Numbers;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.diffusion.sampler.DdimSampler;
import org.purify4j.diffusion.sampler.DdpmSampler;
import org.purify4j.diffusion.sampler.DpmSolverPlusPlusSampler;
import org.purify4j.diffusion.sampler.DpmSolverPlusPlusSampler.Equation;
import org.purify4j.diffusion.sampler.Sampler;

/** A sampler as it is written on a command line. */
final class SamplerSpec {
  private static final String SAMPLERS = "ddpm, ddim[:ETA], dpm++ or dpm++sde";

  static final String HELP = SAMPLERS + "; ETA is 0 (default) to 1";

  private SamplerSpec() {}

  /**
   * Reads it.
   *
   * @param option where it was written, for the message
   * @throws UsageException for anything else
   */
  static Sampler parse(String option, String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT);
    return switch (lower) {
      case "ddpm" -> new DdpmSampler();
      case "ddim" -> new DdimSampler(0);
      case "dpm++" -> new DpmSolverPlusPlusSampler(Equation.ODE);
      case "dpm++sde" -> new DpmSolverPlusPlusSampler(Equation.SDE);
      default -> withEta(option, lower, text);
    };
  }

  private static Sampler withEta(String option, String lower, String text) {
    if (!lower.startsWith("ddim:")) {
      throw new UsageException("--" + option + ": got " + text + ", must be " + SAMPLERS);
    }
    double eta = Numbers.real("--" + option, lower.substring("ddim:".length()));
    try {
      return new DdimSampler(eta);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + option + ": " + e.getMessage(), e);
    }
  }
}
