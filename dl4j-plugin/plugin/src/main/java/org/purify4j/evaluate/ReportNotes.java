package org.purify4j.evaluate;

import java.util.ArrayList;
import java.util.List;

/** What a reader should know before relying on the figures of a report. */
public final class ReportNotes {
  /** The limit of a blind attack. */
  public static final String BLIND =
      "The attack did not know of the defence. This says little about an attacker who does:"
          + " measure --gradient exact before relying on a defence.";

  private ReportNotes() {}

  /**
   * Explains the brackets of a table.
   *
   * @param images number of images measured
   */
  public static String intervals(int images) {
    return "Brackets are 95 % intervals (Wilson) over "
        + images
        + (images == 1 ? " image" : " images")
        + "; draws do not narrow them.";
  }

  static List<String> of(EvaluationResult result, List<DefenceReport> defences) {
    List<String> notes = new ArrayList<>();
    boolean attacked = defences.get(0).accuracy().containsKey(Scenario.BLIND);
    boolean adaptive = defences.get(0).accuracy().containsKey(Scenario.ADAPTIVE);
    notes.add(intervals(result.labels().length));
    if (attacked && !adaptive && defences.size() > 1) {
      notes.add(BLIND);
    }
    for (DefenceReport defence : defences) {
      if (adaptive && mean(defence, Scenario.ADAPTIVE) > mean(defence, Scenario.BLIND)) {
        notes.add(
            defence.name()
                + ": the adaptive attack did less harm than the blind one, so it is not a strong"
                + " one; read the lower figure, and attack with more steps, draws (--eot) or"
                + " --gradient exact.");
      }
    }
    return notes;
  }

  private static double mean(DefenceReport defence, Scenario scenario) {
    return defence.accuracy(scenario).mean().estimate();
  }
}
