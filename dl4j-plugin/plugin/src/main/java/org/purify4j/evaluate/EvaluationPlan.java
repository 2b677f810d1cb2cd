package org.purify4j.evaluate;

import org.purify4j.attack.Attack;

/**
 * How defences are measured.
 *
 * @param threat what the attacker knows
 * @param attack how images are attacked; {@link Attack#none} if, and only if, the threat is {@link
 *     Threat#NONE}
 * @param draws fresh draws of a randomised defence per image and scenario, at least 1
 * @param batchSize images worked on at once, at least 1; it does not affect results
 * @param examples how many of the first images are kept as pictures, 0 or more
 */
public record EvaluationPlan(Threat threat, Attack attack, int draws, int batchSize, int examples) {
  public EvaluationPlan {
    require("draws", draws, 1);
    require("batchSize", batchSize, 1);
    require("examples", examples, 0);
    if (attack.equals(Attack.none()) != (threat == Threat.NONE)) {
      throw new IllegalArgumentException(
          "threat, attack: got "
              + threat
              + " and "
              + attack
              + ", must be Threat.NONE with Attack.none(), or neither");
    }
  }

  private static void require(String what, int got, int least) {
    if (got < least) {
      throw new IllegalArgumentException(what + ": got " + got + ", must be at least " + least);
    }
  }
}
