package org.purify4j.cli.option;

import static org.purify4j.cli.shell.GlobalOptions.value;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.cli.Options;
import org.purify4j.attack.Attack;
import org.purify4j.attack.Fgsm;
import org.purify4j.attack.Norm;
import org.purify4j.attack.Pgd;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.JsonFile;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.diffusion.chain.GradientMode;
import org.purify4j.diffusion.chain.PurifiedClassifier;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.evaluate.Threat;

/**
 * The options that settle an attack.
 *
 * @param attack how images are attacked
 * @param threat what the attacker knows
 * @param gradient how a defence is differentiated
 * @param surrogate the steps of a surrogate chain
 * @param settings all of it, for reports
 */
public record AttackOptions(
    Attack attack, Threat threat, GradientMode gradient, Respacing surrogate, ObjectNode settings) {
  public static final String ATTACK = "attack";

  private static final double DEFAULT_LINF = 8 / 255.0;
  private static final double DEFAULT_L2 = 0.5;
  private static final String NORM = "norm";
  private static final String EPS = "eps";
  private static final String STEP_SIZE = "step-size";
  private static final String STEPS = "steps";
  private static final String GRADIENT = "gradient";
  private static final String SURROGATE = "surrogate";
  private static final String EOT = "eot";
  private static final Map<String, Norm> NORMS =
      new TreeMap<>(Map.of("linf", Norm.LINF, "l2", Norm.L2));
  private static final Map<String, Kind> KINDS =
      new TreeMap<>(Map.of("pgd", Kind.PGD, "fgsm", Kind.FGSM, "none", Kind.NONE));
  private static final Map<String, GradientMode> MODES =
      new TreeMap<>(
          Map.of(
              "none", GradientMode.NONE,
              "bpda", GradientMode.BPDA,
              "exact", GradientMode.EXACT,
              "unguided", GradientMode.UNGUIDED,
              "surrogate", GradientMode.SURROGATE));

  private enum Kind {
    PGD,
    FGSM,
    NONE
  }

  /** The options of an attack that may know of a defence. */
  public static Options add(Options options) {
    return addBlind(options, "pgd (default), fgsm or none")
        .addOption(
            value(
                GRADIENT,
                "G",
                "what the attacker does about the defence: none (default: it is not known), bpda,"
                    + " exact, unguided (the exact gradient of the chain without its guidance) or"
                    + " surrogate; all but none attack each defence by itself, besides the blind"
                    + " attack"))
        .addOption(value(SURROGATE, "R", "steps of the surrogate chain, such as evenly4 (default)"))
        .addOption(value(EOT, "K", "draws of the defence's noise per step; default 1"));
  }

  /**
   * The options of an attack that does not know of a defence.
   *
   * @param attacks which there are
   */
  public static Options addBlind(Options options, String attacks) {
    return options
        .addOption(value(ATTACK, "A", attacks))
        .addOption(value(NORM, "N", "how its perturbation is measured: linf (default) or l2"))
        .addOption(
            value(EPS, "E", "its budget, pixels being in [0, 1]; default 8/255, for l2 128/255"))
        .addOption(value(STEP_SIZE, "S", "size of a step of pgd; default a quarter of the budget"))
        .addOption(value(STEPS, "N", "steps of pgd; default " + Pgd.DEFAULT_STEPS));
  }

  /**
   * Reads them.
   *
   * @param seed of the random start
   * @param batch images attacked at once
   */
  public static AttackOptions read(Arguments arguments, long seed, int batch) {
    Kind kind = arguments.choice(ATTACK, KINDS).orElse(Kind.PGD);
    Norm norm = arguments.choice(NORM, NORMS).orElse(Norm.LINF);
    double epsilon = positive(arguments, EPS, norm == Norm.LINF ? DEFAULT_LINF : DEFAULT_L2);
    if (norm == Norm.LINF && epsilon > 1) {
      throw new UsageException(
          "--eps: got " + epsilon + ", must be at most 1 (pixels are in [0, 1]: 8/255, say)");
    }
    double step = positive(arguments, STEP_SIZE, epsilon * Pgd.DEFAULT_STEP_FRACTION);
    int steps = arguments.whole(STEPS, 1).orElse(Pgd.DEFAULT_STEPS);
    int samples = arguments.whole(EOT, 1).orElse(1);
    GradientMode mode = arguments.choice(GRADIENT, MODES).orElse(GradientMode.NONE);
    Respacing surrogate = surrogate(arguments);
    ObjectNode settings = JsonFile.JSON.createObjectNode();
    settings.put("attack", kind.name().toLowerCase(Locale.ROOT));
    if (kind == Kind.NONE) {
      Attack nothing = (target, images, labels, draw) -> images.dup('c');
      return new AttackOptions(nothing, Threat.NONE, GradientMode.NONE, surrogate, settings);
    }
    settings.put("norm", norm.name().toLowerCase(Locale.ROOT)).put("eps", epsilon);
    Attack attack;
    if (kind == Kind.FGSM) {
      attack = Fgsm.of(norm, epsilon).withSamples(samples).withBatchSize(batch);
    } else {
      settings.put("stepSize", step).put("steps", steps).put("start", "random");
      attack =
          Pgd.of(norm, epsilon)
              .withStepSize(step)
              .withSteps(steps)
              .withSamples(samples)
              .withSeed(seed)
              .withBatchSize(batch);
    }
    settings.put("gradient", mode.name().toLowerCase(Locale.ROOT)).put("eot", samples);
    if (mode == GradientMode.SURROGATE) {
      settings.put("surrogate", surrogate.text());
    }
    Threat threat = mode == GradientMode.NONE ? Threat.BLIND : Threat.ADAPTIVE;
    return new AttackOptions(attack, threat, mode, surrogate, settings);
  }

  private static Respacing surrogate(Arguments arguments) {
    try {
      return arguments
          .text(SURROGATE)
          .map(Respacing::parse)
          .orElse(PurifiedClassifier.DEFAULT_SURROGATE);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + SURROGATE + ": " + e.getMessage(), e);
    }
  }

  private static double positive(Arguments arguments, String option, double standard) {
    double value = arguments.real(option).orElse(standard);
    if (!(value > 0)) {
      throw new UsageException("--" + option + ": got " + value + ", must be above 0");
    }
    return value;
  }
}
