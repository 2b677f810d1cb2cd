package org.purify4j.cli.option;

import static org.purify4j.cli.shell.GlobalOptions.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.apache.commons.cli.Options;
import org.purify4j.attack.Attack;
import org.purify4j.attack.AttackKind;
import org.purify4j.attack.AttackSettings;
import org.purify4j.attack.Attacks;
import org.purify4j.attack.Budget;
import org.purify4j.attack.Goal;
import org.purify4j.attack.Norm;
import org.purify4j.attack.Pgd;
import org.purify4j.attack.Restarts;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.diffusion.catalogue.NearestWord;
import org.purify4j.diffusion.chain.GradientMode;
import org.purify4j.diffusion.chain.PurifiedClassifier;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.diffusion.schedule.Respacings;

/** The options that settle an attack. */
public final class AttackOptions {
  private static final String ATTACK = "attack";
  private static final Map<String, Norm> NORMS =
      new TreeMap<>(Map.of("linf", Norm.LINF, "l2", Norm.L2));
  private static final Map<String, GradientMode> MODES =
      new TreeMap<>(
          Map.of(
              "none", GradientMode.NONE,
              "bpda", GradientMode.BPDA,
              "exact", GradientMode.EXACT,
              "unguided", GradientMode.UNGUIDED,
              "surrogate", GradientMode.SURROGATE));

  private static final ValueOption<Norm> NORM =
      ValueOption.choice("norm", "N", "norm of the perturbation: linf (default) or l2", NORMS);

  private static final ValueOption<Double> EPSILON =
      new ValueOption<>(
          "eps",
          "E",
          "largest perturbation in that norm, for pixels in [0, 1], at least 1e-6, and at most 1, or"
              + " for l2 the distance from black to white; default 8/255, for l2 0.5",
          ValueOption.realWithin(Bound.EPSILON));

  private static final ValueOption<Double> STEP_SIZE =
      new ValueOption<>(
          "step-size",
          "S",
          "step size of an iterative attack, at most twice the budget; default for pgd a quarter of it,"
              + " for mi-fgsm the budget divided by the steps",
          ValueOption.realWithin(Bound.STEP_SIZE));

  private static final ValueOption<Integer> STEPS =
      new ValueOption<>(
          "steps",
          "N",
          "steps of an iterative attack; default that of its paper, for pgd " + Pgd.DEFAULT_STEPS,
          ValueOption.within(Bound.STEPS));

  private static final ValueOption<GradientMode> GRADIENT =
      ValueOption.choice(
          "gradient",
          "G",
          "what the attacker does about the defence: none (default: it is not known), bpda,"
              + " exact, unguided (the exact gradient of the chain without its guidance) or"
              + " surrogate; all but none attack each defence by itself, besides the blind"
              + " attack",
          MODES);

  private static final ValueOption<Respacing> SURROGATE =
      new ValueOption<>(
          "surrogate",
          "R",
          "steps of the surrogate chain, such as evenly4 (default)",
          Respacings.ALL::parse);

  private static final ValueOption<Integer> EOT =
      new ValueOption<>(
          "eot",
          "K",
          "draws of the defence's noise per step; default 1",
          ValueOption.within(Bound.DRAWS));

  private static final ValueOption<Integer> RESTARTS =
      new ValueOption<>(
          "restarts",
          "N",
          "attacks on each image, each with other random choices, of which the best counts; against"
              + " noise by its mean margin over at least "
              + Restarts.FEWEST_JUDGES
              + " fresh draws; default 1",
          ValueOption.within(Bound.RESTARTS));

  private static final ValueOption<Goal> GOAL =
      ValueOption.choice(
          "goal",
          "G",
          "what images shall be taken for: untargeted (default: any wrong class), next (the class"
              + " after the true one) or least-likely",
          Goal.named());

  private final Attacks attacks;
  private final Knowledge knowledge;

  /**
   * @param attacks the attacks to choose from, the default first
   * @param knowledge whether the options may say that the attacker knows the defence
   */
  private AttackOptions(Attacks attacks, Knowledge knowledge) {
    this.attacks = attacks;
    this.knowledge = knowledge;
  }

  private enum Knowledge {
    BLIND,
    ADAPTIVE
  }

  /** The options of an attack that may know of a defence. */
  public static AttackOptions adaptive(Attacks attacks) {
    return new AttackOptions(attacks, Knowledge.ADAPTIVE);
  }

  /** The options of an attack on the bare classifier; there must be one. */
  public static AttackOptions blind(Attacks attacks) {
    return new AttackOptions(attacks.withoutNone(), Knowledge.BLIND);
  }

  /** Adds the options to those of a command. */
  public Options addTo(Options options) {
    options.addOption(value(ATTACK, "A", help()));
    List<ValueOption<?>> shown =
        new ArrayList<>(List.of(NORM, EPSILON, STEP_SIZE, STEPS, RESTARTS, GOAL));
    if (knowledge == Knowledge.ADAPTIVE) {
      shown.addAll(List.of(GRADIENT, SURROGATE, EOT));
    }
    shown.forEach(option -> options.addOption(option.optional()));
    return options;
  }

  private String help() {
    StringJoiner help = new StringJoiner("; ");
    for (AttackKind kind : attacks.kinds()) {
      String usual = kind.equals(attacks.kinds().get(0)) ? " (default)" : "";
      help.add(kind.syntax() + usual + ": " + kind.help());
    }
    return help.toString();
  }

  /**
   * Reads the options.
   *
   * @param seed of the attack's random choices
   * @param batch images per query of the classifier
   */
  public Adversary read(Arguments arguments, long seed, int batch) {
    Budget usual = Budget.usual(NORM.read(arguments).orElse(Norm.LINF));
    AttackSettings settings =
        AttackSettings.of(EPSILON.change(arguments, usual, AttackOptions::limited))
            .withSeed(seed)
            .withBatchSize(batch);
    settings = STEP_SIZE.change(arguments, settings, AttackSettings::withStepSize);
    settings = STEPS.change(arguments, settings, AttackSettings::withSteps);
    settings = EOT.change(arguments, settings, AttackSettings::withSamples);
    settings = RESTARTS.change(arguments, settings, AttackSettings::withRestarts);
    settings = GOAL.change(arguments, settings, AttackSettings::withGoal);
    String text = arguments.text(ATTACK).orElse(attacks.names().get(0));
    Attack attack = attack(text, settings);
    GradientMode mode = GRADIENT.read(arguments).orElse(GradientMode.NONE);
    if (attack.equals(Attack.none()) && mode != GradientMode.NONE) {
      throw new UsageException(
          "--gradient: got a way to attack, must be none or left out with --attack " + text);
    }
    if (!attack.settings().has("eot") && mode != GradientMode.NONE) {
      throw new UsageException(
          "--gradient: got "
              + mode.name().toLowerCase(Locale.ROOT)
              + ", must be none with --attack "
              + text
              + ", which needs a target without noise");
    }
    refuseUnused(arguments, text, attack, mode);
    requireStepWithin(arguments, attack);
    Respacing surrogate = SURROGATE.read(arguments).orElse(PurifiedClassifier.DEFAULT_SURROGATE);
    return new Adversary(attack, mode, surrogate);
  }

  /** Refuses options that change nothing: whoever gives one believes that it does. */
  private static void refuseUnused(
      Arguments arguments, String text, Attack attack, GradientMode mode) {
    boolean none = attack.equals(Attack.none());
    for (ValueOption<?> option : List.of(NORM, EPSILON, RESTARTS, GOAL)) {
      refuse(arguments, option, none, "--attack " + text);
    }
    refuse(arguments, STEPS, !attack.settings().has("steps"), "--attack " + text);
    refuse(arguments, STEP_SIZE, !attack.settings().has("stepSize"), "--attack " + text);
    refuse(arguments, EOT, !attack.settings().has("eot"), "--attack " + text);
    String known = "--gradient " + mode.name().toLowerCase(Locale.ROOT);
    boolean everyTimeTheSame = mode == GradientMode.NONE && !attack.random();
    refuse(
        arguments,
        RESTARTS,
        everyTimeTheSame,
        "--attack " + text + ", which draws nothing at random");
    refuse(arguments, EOT, mode == GradientMode.NONE, known + ", which draws no noise");
    refuse(arguments, SURROGATE, mode != GradientMode.SURROGATE, known);
  }

  private static void refuse(
      Arguments arguments, ValueOption<?> option, boolean unused, String with) {
    if (unused && option.isIn(arguments)) {
      throw new UsageException(
          "--" + option.name() + ": changes nothing with " + with + ", must be left out");
    }
  }

  /** A longer step ends where one of twice the budget does: on the other side of it. */
  private static void requireStepWithin(Arguments arguments, Attack attack) {
    double most = 2 * attack.settings().path("eps").asDouble(Double.POSITIVE_INFINITY);
    STEP_SIZE
        .read(arguments)
        .filter(size -> size > most)
        .ifPresent(
            size -> {
              throw new UsageException(
                  "--"
                      + STEP_SIZE.name()
                      + ": got "
                      + size
                      + ", must be at most "
                      + most
                      + " (twice the budget leads from any image within it to any other)");
            });
  }

  private Attack attack(String text, AttackSettings settings) {
    try {
      return attacks.parse(text, settings);
    } catch (IllegalArgumentException e) {
      boolean known = attacks.names().contains(text.toLowerCase(Locale.ROOT).split(":", 2)[0]);
      String hint = known ? "" : NearestWord.hint(text, attacks.names(), "");
      throw new UsageException("--" + ATTACK + ": " + e.getMessage() + hint, e);
    }
  }

  private static Budget limited(Budget budget, double epsilon) {
    if (budget.norm() == Norm.LINF && epsilon > 1) {
      throw new UsageException(
          "--"
              + EPSILON.name()
              + ": got "
              + epsilon
              + ", must be at most 1 (pixels are in [0, 1]: 8/255, say)");
    }
    return budget.withEpsilon(epsilon);
  }
}
