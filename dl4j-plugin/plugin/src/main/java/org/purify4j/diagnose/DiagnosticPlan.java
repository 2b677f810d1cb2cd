package org.purify4j.diagnose;

import java.util.OptionalInt;
import org.purify4j.attack.AttackSettings;
import org.purify4j.attack.Pgd;

/**
 * How a defence is examined.
 *
 * <p>Whatever attack a measurement uses, the diagnostics climb by PGD with the budget, the steps
 * and the draws per gradient of these settings, so that their cost is known.
 *
 * @param attack budget, steps and draws per gradient of the attack that is examined
 * @param draws fresh draws by which the answer to an image is judged, if it depends on them
 */
public record DiagnosticPlan(AttackSettings attack, int draws) {
  /** Images that are examined unless told otherwise. */
  public static final int DEFAULT_IMAGES = 16;

  private static final int DEFAULT_DRAWS = 4;

  public DiagnosticPlan {
    if (draws < 1) {
      throw new IllegalArgumentException("draws: got " + draws + ", must be at least 1");
    }
    if (attack.steps().isEmpty()) {
      attack = attack.withSteps(Pgd.DEFAULT_STEPS);
    }
  }

  /** The usual number of draws. */
  public static DiagnosticPlan of(AttackSettings attack) {
    return new DiagnosticPlan(attack, DEFAULT_DRAWS);
  }

  /** Steps of the attack. */
  int steps() {
    OptionalInt steps = attack.steps();
    return steps.orElse(Pgd.DEFAULT_STEPS);
  }

  /** Draws per gradient of the attack. */
  int samples() {
    return attack.samples();
  }

  /** What all diagnostics share: the answers to clean images, and the attack as it is. */
  DiagnosticCost sharedCost() {
    return new DiagnosticCost(2L * draws, (long) steps() * samples());
  }
}
