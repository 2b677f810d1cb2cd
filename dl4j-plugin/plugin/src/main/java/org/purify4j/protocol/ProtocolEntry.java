package org.purify4j.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.purify4j.attack.Budget;
import org.purify4j.attack.Norm;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.diffusion.chain.GradientMode;

/**
 * One attack of a protocol.
 *
 * @param name what it is called in reports, in lower case
 * @param attack the attack as {@link org.purify4j.attack.Attacks#parse} reads it
 * @param knowledge what the attacker knows
 * @param gradient how the attacker differentiates the defence; {@link GradientMode#NONE} if, and
 *     only if, it does not know it
 * @param norm of the budget
 * @param epsilon its size, for pixels in [0, 1]
 * @param steps of the attack; 0 for its usual number
 * @param eot draws of the defence's noise over which losses and gradients are averaged; a target
 *     without noise is asked once
 * @param restarts climbs, each from a start of its own
 */
public record ProtocolEntry(
    String name,
    String attack,
    Knowledge knowledge,
    GradientMode gradient,
    Norm norm,
    @JsonProperty("eps") double epsilon,
    int steps,
    int eot,
    int restarts) {
  public ProtocolEntry {
    requireForm("name", name, "[a-z][a-z0-9+-]{0,63}");
    requireForm("attack", attack, "[a-z][a-z0-9+:.,=-]{0,127}");
    boolean known = knowledge.compareTo(Knowledge.DEFENCE) >= 0;
    if (known == (gradient == GradientMode.NONE)) {
      throw new IllegalArgumentException(
          name
              + ": got gradient "
              + gradient
              + ", must be "
              + (known ? "another" : "NONE")
              + " for an attacker who knows "
              + knowledge.text());
    }
    Bound.EPSILON.require(epsilon);
    if (steps != 0) {
      Bound.STEPS.require(steps);
    }
    Bound.DRAWS.require("eot", eot);
    Bound.RESTARTS.require(restarts);
  }

  private static void requireForm(String what, String word, String form) {
    if (!word.matches(form)) {
      throw new IllegalArgumentException(
          what + ": got '" + word + "', must be a name in lower case");
    }
  }

  /** How far it may move an image. */
  public Budget budget() {
    return new Budget(norm, epsilon);
  }

  /** Name and budget in words, which no other entry of a protocol has. */
  public String title() {
    return name + " " + BudgetText.of(norm, epsilon);
  }
}
