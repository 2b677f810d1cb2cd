package org.purify4j.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a reader should know before relying on the figures of a report. */
public final class ReportNotes {
  /** The limit of a blind attack. */
  public static final String BLIND =
      "The attack did not know of the defence. This says little about an attacker who does:"
          + " measure --gradient exact before relying on a defence.";

  /** Marks an adaptive accuracy for which a note says what was attacked instead of the defence. */
  public static final String CAVEAT = "(!)";

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

  /**
   * Says that an attack had no gradient for some images.
   *
   * @param attack which attack
   * @param without images whose gradient was exactly 0 at some step
   * @param images number of images in all
   */
  public static String zeroGradients(String attack, long without, int images) {
    return attack
        + ": the gradient was exactly 0 at some step for "
        + without
        + " of "
        + images
        + " images, so the attack was weaker than its settings say and the accuracy is an upper"
        + " bound.";
  }

  /** Says that the accuracy under an adaptive attack is withheld, and which diagnostics failed. */
  static String withheld(String defence, List<String> failed) {
    return defence
        + ": the accuracy under the adaptive attack is withheld, for "
        + String.join(", ", failed)
        + (failed.size() == 1 ? " fails." : " fail.");
  }

  /** Says whose time includes the first call; empty if nobody's does. */
  private static Optional<String> firstCalls(List<DefenceReport> defences) {
    List<String> names =
        defences.stream()
            .filter(defence -> defence.firstCall() == FirstCall.COUNTED)
            .map(DefenceReport::name)
            .toList();
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "s / image of "
                + String.join(", ", names)
                + ": of the first batch alone, in which networks are built and code is compiled;"
                + " measure more images than a batch for the time of later ones.");
  }

  static List<String> of(EvaluationResult result, List<DefenceReport> defences) {
    List<String> notes = new ArrayList<>();
    boolean attacked = defences.get(0).accuracy().containsKey(Scenario.BLIND);
    boolean adaptive = defences.get(0).accuracy().containsKey(Scenario.ADAPTIVE);
    notes.add(intervals(result.labels().length));
    firstCalls(defences).ifPresent(notes::add);
    if (attacked && !adaptive && defences.size() > 1) {
      notes.add(BLIND);
    }
    for (DefenceReport defence : defences) {
      defence
          .imagesWithZeroGradients()
          .forEach(
              (scenario, without) -> {
                if (without > 0 && !sameAsBlind(defence, defences.get(0), scenario)) {
                  String attack =
                      scenario == Scenario.BLIND
                          ? "the blind attack"
                          : "the adaptive attack on " + defence.name();
                  notes.add(zeroGradients(attack, without, result.labels().length));
                }
              });
      if (!defence.attackCaveat().isEmpty()) {
        notes.add(
            CAVEAT
                + " "
                + defence.name()
                + ": "
                + defence.attackCaveat()
                + "; an attack on the defence as it answers may leave less.");
      }
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

  /** For the bare classifier, the adaptive attack is the blind one. */
  private static boolean sameAsBlind(DefenceReport row, DefenceReport bare, Scenario scenario) {
    return row == bare && scenario == Scenario.ADAPTIVE;
  }

  private static double mean(DefenceReport defence, Scenario scenario) {
    return defence.accuracy(scenario).mean().estimate();
  }
}
