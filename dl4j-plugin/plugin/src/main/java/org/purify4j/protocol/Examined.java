package org.purify4j.protocol;

import org.purify4j.attack.AttackSettings;
import org.purify4j.diagnose.DiagnosticPlan;
import org.purify4j.diffusion.catalogue.Bound;

/**
 * How the attacks on a defence are examined before its figures are believed: by PGD in the first
 * budget of the protocol.
 *
 * @param images how many of the first ones are examined; 0 for none
 * @param steps of PGD
 * @param eot draws of each gradient, those of the attacks that are examined
 */
public record Examined(int images, int steps, int eot) {
  /** Nothing is examined. */
  public static final Examined NOTHING = new Examined(0, 1, 1);

  public Examined {
    if (images < 0) {
      throw new IllegalArgumentException("images: got " + images + ", must be at least 0");
    }
    Bound.STEPS.require(steps);
    Bound.DRAWS.require("eot", eot);
  }

  /**
   * The plan of the examination.
   *
   * @param entry an attack in the budget that counts
   */
  DiagnosticPlan plan(ProtocolEntry entry, RunSettings settings) {
    return DiagnosticPlan.of(
        AttackSettings.of(entry.budget())
            .withSteps(steps)
            .withSamples(eot)
            .withSeed(settings.seed())
            .withBatchSize(settings.batchSize()));
  }
}
