package org.purify4j.cli.option;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.purify4j.attack.Attack;
import org.purify4j.attack.AttackSettings;
import org.purify4j.attack.Budget;
import org.purify4j.attack.Goal;
import org.purify4j.attack.Norm;
import org.purify4j.attack.Pgd;
import org.purify4j.attack.Restarts;
import org.purify4j.cli.shell.Arguments;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.diffusion.catalogue.Bound;

/** The options that become the settings of an attack, whichever it is. */
final class AttackSettingOptions {
  private static final Map<String, Norm> NORMS =
      Arrays.stream(Norm.values())
          .collect(Collectors.toMap(Norm::text, norm -> norm, (a, b) -> a, TreeMap::new));

  static final ValueOption<Norm> NORM =
      ValueOption.choice("norm", "N", "norm of the perturbation: linf (default), l2 or l1", NORMS);

  static final ValueOption<Double> EPSILON =
      new ValueOption<>(
          "eps",
          "E",
          "largest perturbation in that norm, for pixels in [0, 1], at least 1e-6, and at most 1, or"
              + " for l2 and l1 the distance from black to white; default 8/255, for l2 0.5, for"
              + " l1 12",
          ValueOption.realWithin(Bound.EPSILON));

  static final ValueOption<Double> STEP_SIZE =
      new ValueOption<>(
          "step-size",
          "S",
          "step size of an iterative attack, at most twice the budget; default for pgd a quarter of it,"
              + " for mi-fgsm the budget divided by the steps",
          ValueOption.realWithin(Bound.STEP_SIZE));

  static final ValueOption<Integer> STEPS =
      new ValueOption<>(
          "steps",
          "N",
          "steps of an iterative attack; default that of its paper, for pgd " + Pgd.DEFAULT_STEPS,
          ValueOption.within(Bound.STEPS));

  static final ValueOption<Integer> EOT =
      new ValueOption<>(
          "eot",
          "K",
          "draws of the defence's noise per step; default 1",
          ValueOption.within(Bound.DRAWS));

  static final ValueOption<Integer> RESTARTS =
      new ValueOption<>(
          "restarts",
          "N",
          "attacks on each image, each with other random choices, of which the best counts; against"
              + " noise by its mean margin over at least "
              + Restarts.FEWEST_JUDGES
              + " fresh draws; default 1",
          ValueOption.within(Bound.RESTARTS));

  static final ValueOption<Goal> GOAL =
      ValueOption.choice(
          "goal",
          "G",
          "what images shall be taken for: untargeted (default: any wrong class), next (the class"
              + " after the true one) or least-likely",
          Goal.named());

  private AttackSettingOptions() {}

  /** Those of them that do not need a defence. */
  static List<ValueOption<?>> blind() {
    return List.of(NORM, EPSILON, STEP_SIZE, STEPS, RESTARTS, GOAL);
  }

  /** The budget that is asked for; empty where neither its norm nor its size is. */
  static Optional<Budget> budget(Arguments arguments) {
    if (!NORM.isIn(arguments) && !EPSILON.isIn(arguments)) {
      return Optional.empty();
    }
    Budget usual = Budget.usual(NORM.read(arguments).orElse(Norm.LINF));
    return Optional.of(EPSILON.change(arguments, usual, AttackSettingOptions::limited));
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

  /**
   * Reads the settings.
   *
   * @param seed of the attack's random choices
   * @param batch images per query of the classifier
   */
  static AttackSettings read(Arguments arguments, long seed, int batch) {
    AttackSettings settings =
        AttackSettings.of(budget(arguments).orElseGet(() -> Budget.usual(Norm.LINF)))
            .withSeed(seed)
            .withBatchSize(batch);
    settings = STEP_SIZE.change(arguments, settings, AttackSettings::withStepSize);
    settings = STEPS.change(arguments, settings, AttackSettings::withSteps);
    settings = EOT.change(arguments, settings, AttackSettings::withSamples);
    settings = RESTARTS.change(arguments, settings, AttackSettings::withRestarts);
    return GOAL.change(arguments, settings, AttackSettings::withGoal);
  }

  /**
   * Refuses a step of more than twice the budget, which ends where one of twice the budget does: on
   * the other side of it.
   */
  static void requireStepWithin(Arguments arguments, Attack attack) {
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
}
