package org.purify4j.attack;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.purify4j.diffusion.catalogue.Bound;

/**
 * The settings common to the attacks in the list of {@link Attacks}. An attack ignores those it has
 * no use for.
 *
 * @param budget how far it may move an image
 * @param stepSize length of a step in the budget's norm, in pixel units; empty for a fixed share of
 *     the budget
 * @param steps number of steps, at least 1; empty for the attack's usual number
 * @param samples draws of the target's noise over which each gradient is averaged, at least 1
 * @param restarts how often each image is attacked, at least 1 ({@link Restarts})
 * @param goal what images shall be taken for; attacks that cannot aim refuse all but {@link
 *     Goal#UNTARGETED}
 * @param seed of its random choices
 * @param batchSize images per query of the target, at least 1; it does not affect results
 */
public record AttackSettings(
    Budget budget,
    OptionalDouble stepSize,
    OptionalInt steps,
    int samples,
    int restarts,
    Goal goal,
    long seed,
    int batchSize) {

  /** Images per query of the target unless told otherwise. */
  static final int DEFAULT_BATCH_SIZE = 32;

  public AttackSettings {
    if (stepSize.isPresent()) {
      Bound.STEP_SIZE.require(stepSize.getAsDouble());
    }
    if (steps.isPresent()) {
      Bound.STEPS.require(steps.getAsInt());
    }
    Bound.DRAWS.require("samples", samples);
    Bound.RESTARTS.require(restarts);
    requireAtLeastOne("batchSize", batchSize);
  }

  /** The attack's usual number of steps, one draw per gradient, once, untargeted, seed 0. */
  public static AttackSettings of(Budget budget) {
    return new AttackSettings(
        budget,
        OptionalDouble.empty(),
        OptionalInt.empty(),
        1,
        1,
        Goal.UNTARGETED,
        0,
        DEFAULT_BATCH_SIZE);
  }

  /** The same with another length of a step. */
  public AttackSettings withStepSize(double newStepSize) {
    return new AttackSettings(
        budget, OptionalDouble.of(newStepSize), steps, samples, restarts, goal, seed, batchSize);
  }

  /** The same with another number of steps. */
  public AttackSettings withSteps(int newSteps) {
    return new AttackSettings(
        budget, stepSize, OptionalInt.of(newSteps), samples, restarts, goal, seed, batchSize);
  }

  /** The same with another number of draws per gradient. */
  public AttackSettings withSamples(int newSamples) {
    return new AttackSettings(budget, stepSize, steps, newSamples, restarts, goal, seed, batchSize);
  }

  /** The same with another number of attacks on each image. */
  public AttackSettings withRestarts(int newRestarts) {
    return new AttackSettings(budget, stepSize, steps, samples, newRestarts, goal, seed, batchSize);
  }

  /** The same with another goal. */
  public AttackSettings withGoal(Goal newGoal) {
    return new AttackSettings(budget, stepSize, steps, samples, restarts, newGoal, seed, batchSize);
  }

  /**
   * Refuses a goal that an attack cannot have.
   *
   * @throws IllegalArgumentException if the goal is targeted
   */
  void requireUntargeted(AttackKind kind) {
    if (goal.targeted()) {
      throw new IllegalArgumentException(
          "goal: got "
              + goal.text()
              + ", must be "
              + Goal.UNTARGETED.text()
              + " for "
              + kind.name()
              + ", which cannot aim at one class");
    }
  }

  /** The same with another seed. */
  public AttackSettings withSeed(long newSeed) {
    return new AttackSettings(budget, stepSize, steps, samples, restarts, goal, newSeed, batchSize);
  }

  /** The same with another batch size. */
  public AttackSettings withBatchSize(int newBatchSize) {
    return new AttackSettings(budget, stepSize, steps, samples, restarts, goal, seed, newBatchSize);
  }

  static void requireAtLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": got " + value + ", must be at least 1");
    }
  }
}
