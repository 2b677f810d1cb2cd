package org.purify4j.diagnose;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The result of one diagnostic.
 *
 * @param name of the diagnostic
 * @param verdict what was found
 * @param reason why, a sentence
 * @param figures that the verdict rests on, by name, in the order of their importance; finite
 * @param advice what such a fault usually means, a sentence; empty where there is none
 */
public record Finding(
    String name, Verdict verdict, String reason, Map<String, Double> figures, String advice) {
  public Finding {
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    figures.forEach(
        (figure, value) -> {
          if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(
                name + ", " + figure + ": got " + value + ", must be finite");
          }
        });
    if (reason.isEmpty() || (verdict == Verdict.FAILS && advice.isEmpty())) {
      throw new IllegalArgumentException(
          name + ": got no reason or advice, must say why it " + verdict);
    }
  }

  /** The finding that what must hold does. */
  static Finding holds(Diagnostic diagnostic, String reason, Map<String, Double> figures) {
    return new Finding(diagnostic.name(), Verdict.HOLDS, reason, figures, "");
  }

  /** The finding that it does not. */
  static Finding fails(
      Diagnostic diagnostic, String reason, Map<String, Double> figures, String advice) {
    return new Finding(diagnostic.name(), Verdict.FAILS, reason, figures, advice);
  }

  /** The finding that it cannot be told. */
  static Finding notExamined(Diagnostic diagnostic, String reason, Map<String, Double> figures) {
    return new Finding(diagnostic.name(), Verdict.NOT_EXAMINED, reason, figures, "");
  }
}
