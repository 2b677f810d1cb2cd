package org.purify4j.attack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.purify4j.attack.loss.CrossEntropyLoss;
import org.purify4j.attack.loss.LogitLoss;

/**
 * What an attack raises, and for which end.
 *
 * @param loss raised as it is by an untargeted attack, and towards the class that it aims at by a
 *     targeted one ({@link LogitLoss#towards})
 * @param goal what images shall be taken for
 */
public record Objective(LogitLoss loss, Goal goal) {
  /** The cross-entropy of the true class, raised. */
  public static final Objective USUAL = new Objective(new CrossEntropyLoss(), Goal.UNTARGETED);

  /** Adds to an attack's settings what is not usual. */
  void addTo(ObjectNode settings) {
    if (!loss.equals(USUAL.loss())) {
      settings.put("loss", loss.name());
    }
    addGoalTo(settings, goal);
  }

  static void addGoalTo(ObjectNode settings, Goal goal) {
    if (goal.targeted()) {
      settings.put("goal", goal.text());
    }
  }
}
