package org.purify4j.attack.loss;

import java.util.List;
import java.util.Locale;
import org.purify4j.diffusion.catalogue.Spelling;

/** The list of the losses that an attack can be told to raise. */
public final class LogitLosses {
  private static final List<LogitLoss> ALL =
      List.of(new CrossEntropyLoss(), new MarginLoss(), new DlrLoss());

  private LogitLosses() {}

  /** Their names, such as {@code ce, margin or dlr}. */
  public static String syntax() {
    return Spelling.alternatives(ALL.stream().map(LogitLoss::name).toList());
  }

  /**
   * The loss of a name, whatever the case.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static LogitLoss parse(String text) {
    String name = text.toLowerCase(Locale.ROOT);
    return ALL.stream()
        .filter(loss -> loss.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("loss: got " + text + ", must be " + syntax()));
  }
}
