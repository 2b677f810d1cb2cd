package org.purify4j.cli.option;

import static org.purify4j.cli.shell.GlobalOptions.value;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.cli.Option;
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
import org.purify4j.attack.transform.InputTransforms;
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
  private static final String ATTACKS = "attacks";
  private static final Map<String, Norm> NORMS =
      Arrays.stream(Norm.values())
          .collect(Collectors.toMap(Norm::text, norm -> norm, (a, b) -> a, TreeMap::new));
  private static final Map<String, GradientMode> MODES =
      new TreeMap<>(
          Map.of(
              "none", GradientMode.NONE,
              "bpda", GradientMode.BPDA,
              "exact", GradientMode.EXACT,
              "unguided", GradientMode.UNGUIDED,
              "surrogate", GradientMode.SURROGATE));

  private static final ValueOption<Norm> NORM =
      ValueOption.choice("norm", "N", "norm of the perturbation: linf (default), l2 or l1", NORMS);

  private static final ValueOption<Double> EPSILON =
      new ValueOption<>(
          "eps",
          "E",
          "largest perturbation in that norm, for pixels in [0, 1], at least 1e-6, and at most 1, or"
              + " for l2 and l1 the distance from black to white; default 8/255, for l2 0.5, for"
              + " l1 12",
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
  private final String option;

  /**
   * @param attacks the attacks to choose from, the default first
   * @param knowledge whether the options may say that the attacker knows the defence
   * @param option the name of the option that names the attack
   */
  private AttackOptions(Attacks attacks, Knowledge knowledge, String option) {
    this.attacks = attacks;
    this.knowledge = knowledge;
    this.option = option;
  }

  private enum Knowledge {
    BLIND,
    ADAPTIVE
  }

  /** The options of an attack that may know of a defence. */
  public static AttackOptions adaptive(Attacks attacks) {
    return new AttackOptions(attacks, Knowledge.ADAPTIVE, ATTACK);
  }

  /** The options of several attacks that may know of a defence, whose names are a list. */
  public static AttackOptions several(Attacks attacks) {
    return new AttackOptions(attacks.withoutNone(), Knowledge.ADAPTIVE, ATTACKS);
  }

  /** The options of an attack on the bare classifier; there must be one. */
  public static AttackOptions blind(Attacks attacks) {
    return new AttackOptions(attacks.withoutNone(), Knowledge.BLIND, ATTACK);
  }

  /** Adds the options to those of a command. */
  public Options addTo(Options options) {
    options.addOption(value(option, option.equals(ATTACKS) ? "A,B" : "A", help()));
    List<ValueOption<?>> shown =
        new ArrayList<>(List.of(NORM, EPSILON, STEP_SIZE, STEPS, RESTARTS, GOAL));
    if (knowledge == Knowledge.ADAPTIVE) {
      shown.addAll(List.of(GRADIENT, SURROGATE, EOT));
    }
    shown.forEach(option -> options.addOption(option.optional()));
    return options;
  }

  /** The budget that is asked for; empty where neither its norm nor its size is. */
  static Optional<Budget> budget(Arguments arguments) {
    if (!NORM.isIn(arguments) && !EPSILON.isIn(arguments)) {
      return Optional.empty();
    }
    Budget usual = Budget.usual(NORM.read(arguments).orElse(Norm.LINF));
    return Optional.of(EPSILON.change(arguments, usual, AttackOptions::limited));
  }

  /**
   * Refuses all of these options but those of the budget.
   *
   * @param why what the message says of them
   * @throws UsageException if one is given
   */
  void refuseAllButBudget(Arguments arguments, String why) {
    for (Option option : addTo(new Options()).getOptions()) {
      String name = option.getLongOpt();
      if (arguments.has(name) && !name.equals(NORM.name()) && !name.equals(EPSILON.name())) {
        throw new UsageException("--" + name + ": " + why + ", must be left out");
      }
    }
  }

  private String help() {
    StringJoiner help = new StringJoiner("; ");
    for (AttackKind kind : attacks.kinds()) {
      String usual = kind.equals(attacks.kinds().get(0)) ? " (default)" : "";
      help.add(kind.syntax() + usual + ": " + kind.help());
    }
    help.add("after any of them " + InputTransforms.help());
    return (option.equals(ATTACKS) ? "attacks, separated by commas: " : "") + help;
  }

  /**
   * Reads the options.
   *
   * @param seed of the attack's random choices
   * @param batch images per query of the classifier
   */
  public Adversary read(Arguments arguments, long seed, int batch) {
    String text = arguments.text(option).orElse(attacks.names().get(0));
    Adversary adversary = adversary(arguments, text, seed, batch);
    Map<String, String> unused = unused(arguments, text, adversary);
    refuseFirst(unused.keySet(), unused);
    return adversary;
  }

  /**
   * Reads the options of several attacks. An option that at least one of them uses is taken.
   *
   * @param seed of the attacks' random choices
   * @param batch images per query of the classifier
   * @return the attacks by their texts, in order
   */
  public Map<String, Adversary> readSeveral(Arguments arguments, long seed, int batch) {
    Map<String, Adversary> adversaries = new LinkedHashMap<>();
    Map<String, String> messages = new LinkedHashMap<>();
    Optional<Set<String>> usedByNone = Optional.empty();
    for (String text : arguments.text(option).orElse(attacks.names().get(0)).split(",", -1)) {
      String name = text.strip().toLowerCase(Locale.ROOT);
      Adversary adversary = adversary(arguments, name, seed, batch);
      if (adversaries.put(name, adversary) != null) {
        throw new UsageException("--" + option + ": got " + name + " twice, must be once");
      }
      Map<String, String> unused = unused(arguments, name, adversary);
      messages.putAll(unused);
      Set<String> common = new LinkedHashSet<>(usedByNone.orElse(unused.keySet()));
      common.retainAll(unused.keySet());
      usedByNone = Optional.of(common);
    }
    refuseFirst(usedByNone.orElseThrow(), messages);
    return adversaries;
  }

  private static void refuseFirst(Set<String> unused, Map<String, String> messages) {
    for (String name : unused) {
      throw new UsageException("--" + name + ": " + messages.get(name));
    }
  }

  private Adversary adversary(Arguments arguments, String text, long seed, int batch) {
    AttackSettings settings =
        AttackSettings.of(budget(arguments).orElseGet(() -> Budget.usual(Norm.LINF)))
            .withSeed(seed)
            .withBatchSize(batch);
    settings = STEP_SIZE.change(arguments, settings, AttackSettings::withStepSize);
    settings = STEPS.change(arguments, settings, AttackSettings::withSteps);
    settings = EOT.change(arguments, settings, AttackSettings::withSamples);
    settings = RESTARTS.change(arguments, settings, AttackSettings::withRestarts);
    settings = GOAL.change(arguments, settings, AttackSettings::withGoal);
    Attack attack = attack(text, settings);
    GradientMode mode = GRADIENT.read(arguments).orElse(GradientMode.NONE);
    if (attack.equals(Attack.none()) && mode != GradientMode.NONE) {
      throw new UsageException(
          "--gradient: got a way to attack, must be none or left out with --"
              + option
              + " "
              + text);
    }
    if (!attack.settings().has("eot") && mode != GradientMode.NONE) {
      throw new UsageException(
          "--gradient: got "
              + mode.name().toLowerCase(Locale.ROOT)
              + ", must be none with --"
              + option
              + " "
              + text
              + ", which needs a target without noise");
    }
    requireStepWithin(arguments, attack);
    Respacing surrogate = SURROGATE.read(arguments).orElse(PurifiedClassifier.DEFAULT_SURROGATE);
    return new Adversary(attack, mode, surrogate);
  }

  /**
   * The options that are given and change nothing, with what is to be said of them: whoever gives
   * one believes that it does.
   */
  private Map<String, String> unused(Arguments arguments, String text, Adversary adversary) {
    Attack attack = adversary.attack();
    ObjectNode settings = attack.settings();
    boolean blind = adversary.gradient() == GradientMode.NONE;
    boolean surrogate = adversary.gradient() == GradientMode.SURROGATE;
    boolean none = attack.equals(Attack.none());
    String with = "--" + option + " " + text;
    String known = "--gradient " + adversary.gradient().name().toLowerCase(Locale.ROOT);
    Map<String, String> unused = new LinkedHashMap<>();
    for (ValueOption<?> budget : List.of(NORM, EPSILON, RESTARTS, GOAL)) {
      note(unused, arguments, budget, none, with);
    }
    note(unused, arguments, STEPS, !settings.has("steps"), with);
    note(unused, arguments, STEP_SIZE, !settings.has("stepSize"), with);
    note(unused, arguments, EOT, !settings.has("eot"), with);
    boolean everyTimeTheSame = blind && !attack.random();
    note(unused, arguments, RESTARTS, everyTimeTheSame, with + ", which draws nothing at random");
    boolean drawn = attack.random() && settings.has("transforms");
    note(unused, arguments, EOT, blind && !drawn, known + ", which draws no noise");
    note(unused, arguments, SURROGATE, !surrogate, known);
    return unused;
  }

  private static void note(
      Map<String, String> unused,
      Arguments arguments,
      ValueOption<?> option,
      boolean isUnused,
      String with) {
    if (isUnused && option.isIn(arguments)) {
      unused.putIfAbsent(option.name(), "changes nothing with " + with + ", must be left out");
    }
  }

  /** A longer step ends where one of twice the budget does: on the other side of it. */
  private static void requireStepWithin(Arguments arguments, Attack attack) {
    double most = 2 * attack.settings().path("eps").asDouble(Double.POSITIVE_INFINITY);
    STEP_SIZE
        .read(arguments)
        .filter(size -> size > most && attack.settings().has("stepSize"))
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
      boolean known = attacks.names().contains(text.toLowerCase(Locale.ROOT).split("[:+]", 2)[0]);
      String hint = known ? "" : NearestWord.hint(text, attacks.names(), "");
      throw new UsageException("--" + option + ": " + e.getMessage() + hint, e);
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
