package org.purify4j.protocol;

import org.purify4j.attack.Attack;
import org.purify4j.attack.AttackSettings;
import org.purify4j.attack.Attacks;

/** The attack of a protocol's entry. */
final class EntryAttack {
  private EntryAttack() {}

  /**
   * Makes it.
   *
   * @param eot draws of each loss and gradient
   * @param seed of its random choices
   * @param batchSize images per query
   * @throws IllegalArgumentException if there is no such attack, or not with this budget
   */
  static Attack of(ProtocolEntry entry, int eot, long seed, int batchSize) {
    AttackSettings settings =
        AttackSettings.of(entry.budget())
            .withSamples(eot)
            .withRestarts(entry.restarts())
            .withSeed(seed)
            .withBatchSize(batchSize);
    if (entry.steps() > 0) {
      settings = settings.withSteps(entry.steps());
    }
    return Attacks.all().parse(entry.attack(), settings);
  }
}
