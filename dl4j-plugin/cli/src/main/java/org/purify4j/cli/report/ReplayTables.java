package org.purify4j.cli.report;

import java.util.List;
import java.util.Locale;
import org.purify4j.protocol.claim.RepeatedAttack;
import org.purify4j.protocol.claim.ReplayedFigure;

/** What a replay found. */
public final class ReplayTables {
  private ReplayTables() {}

  /**
   * The claimed accuracies beside those in fresh draws.
   *
   * @param seed of the fresh draws
   */
  public static TextTable figures(List<ReplayedFigure> figures, long seed) {
    return new TextTable(
        "Accuracy by the deployed rule on the stored images, as claimed and in fresh draws (seed "
            + seed
            + "). Repeated: answers that came out as stored in the draws of the claim.",
        List.of("defence", "images", "claimed", "fresh", "may differ by", "repeated", "verdict"),
        figures.stream()
            .map(
                figure ->
                    List.of(
                        figure.defence(),
                        figure.images(),
                        share(figure.claimed()),
                        share(figure.fresh()),
                        share(figure.tolerance()),
                        figure.answers() == 0 ? "" : figure.repeated() + " of " + figure.answers(),
                        verdict(figure.confirmed())))
            .toList());
  }

  /** The attacks that were made again. */
  public static TextTable attacks(List<RepeatedAttack> attacks) {
    return new TextTable(
        "The attacks made again. Same: images that came out to the last bit as stored.",
        List.of("defence", "attack", "claimed", "again", "may differ by", "same", "verdict"),
        attacks.stream()
            .map(
                attack ->
                    List.of(
                        attack.defence(),
                        attack.attack(),
                        share(attack.claimed()),
                        share(attack.again()),
                        share(attack.tolerance()),
                        attack.same() + " of " + attack.images(),
                        verdict(attack.confirmed())))
            .toList());
  }

  private static String verdict(boolean confirmed) {
    return confirmed ? "confirmed" : "NOT CONFIRMED";
  }

  private static String share(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
