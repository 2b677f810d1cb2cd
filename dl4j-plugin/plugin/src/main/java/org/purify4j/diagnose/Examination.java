package org.purify4j.diagnose;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.purify4j.data.LabelledImages;
import org.purify4j.defence.Defence;

/**
 * Examines defences by all diagnostics.
 *
 * @param images that are asked, with their true classes
 * @param plan how
 * @param progress is told the name of each diagnostic before it is made
 */
public record Examination(LabelledImages images, DiagnosticPlan plan, Consumer<String> progress) {
  private static final String NOT_FINITE =
      "Numbers overflow somewhere between image and logits, and no attack can climb there.";

  /**
   * Examines a defence.
   *
   * @param measured what several attacks left, where that was measured
   * @return one finding for each diagnostic
   */
  public List<Finding> of(Defence defence, Optional<MeasuredAttacks> measured) {
    return of(defence, measured, Diagnostics.all());
  }

  /** Examines a defence by some of the diagnostics. */
  List<Finding> of(
      Defence defence, Optional<MeasuredAttacks> measured, List<Diagnostic> diagnostics) {
    Examiner examiner = examiner(defence, measured);
    return diagnostics.stream().map(examiner::examine).toList();
  }

  /**
   * What examines a defence by one diagnostic after another. What several of them need is computed
   * once.
   *
   * @param measured what several attacks left, where that was measured
   */
  public Examiner examiner(Defence defence, Optional<MeasuredAttacks> measured) {
    Subject subject = new Subject(defence, images, plan, measured);
    return diagnostic -> {
      progress.accept(diagnostic.name());
      try {
        return diagnostic.examine(subject);
      } catch (ArithmeticException e) {
        return Finding.fails(diagnostic, e.getMessage() + ".", Map.of(), NOT_FINITE);
      }
    };
  }

  /** Examines a defence by a diagnostic. */
  @FunctionalInterface
  public interface Examiner {
    /** What the diagnostic finds. */
    Finding examine(Diagnostic diagnostic);
  }
}
