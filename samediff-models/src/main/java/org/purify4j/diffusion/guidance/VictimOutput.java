package org.purify4j.diffusion.guidance;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.purify4j.diffusion.catalogue.Kind;
import org.purify4j.diffusion.catalogue.Spelling;
import org.purify4j.diffusion.gradient.SecondDerivative;

/**
 * The term ℓ(f(x_t), r): how far the victim's output on the image being purified is from a
 * reference output. f is evaluated on (x_t + 1)/2 and applies its own normalisation.
 *
 * @param weight w_f, at least 0
 * @param loss ℓ
 * @param reference the reference output r
 * @param at whether f is evaluated at x_t or at x̂_0(x_t)
 */
public record VictimOutput(double weight, OutputLoss loss, OutputReference reference, EvaluateAt at)
    implements EnergyTerm {
  private static final String CLEAN_ESTIMATE = "x0";

  /** The entry of this term in {@link EnergyTerms}. */
  public static final Kind<EnergyTerm> KIND =
      new Kind<>(
          "victimOutput",
          VictimOutput.class,
          losses() + ":W[@REFERENCE][@" + CLEAN_ESTIMATE + "]",
          "how far the victim's output is from REFERENCE, input by default; with @x0 it is evaluated"
              + " at the estimated clean image",
          "kl:20@purified4@x0",
          VictimOutput::read);

  public VictimOutput {
    EnergyTerm.requireWeight(weight);
  }

  private static String losses() {
    return Arrays.stream(OutputLoss.values())
        .map(OutputLoss::text)
        .collect(Collectors.joining("|"));
  }

  private static Optional<VictimOutput> read(String text) {
    return Arrays.stream(OutputLoss.values())
        .flatMap(loss -> TermText.of(loss.text(), text).map(term -> of(loss, term)).stream())
        .findFirst();
  }

  private static VictimOutput of(OutputLoss loss, TermText term) {
    OutputReference reference =
        term.without(CLEAN_ESTIMATE)
            .target()
            .map(OutputReference::parse)
            .orElseGet(OutputReference.Input::new);
    return new VictimOutput(
        term.weight(),
        loss,
        reference,
        term.targets().contains(CLEAN_ESTIMATE) ? EvaluateAt.CLEAN_ESTIMATE : EvaluateAt.NOISY);
  }

  @Override
  public String text() {
    String head = loss.text() + ":" + Spelling.text(weight);
    boolean plain = reference.equals(new OutputReference.Input());
    String target = plain ? "" : "@" + reference.text();
    return head + target + (at == EvaluateAt.CLEAN_ESTIMATE ? "@" + CLEAN_ESTIMATE : "");
  }

  @Override
  public boolean asksVictim() {
    return true;
  }

  @Override
  public SecondDerivative secondDerivative(SecondDerivative ofVictim, SecondDerivative ofNetwork) {
    return at == EvaluateAt.NOISY ? ofVictim : ofVictim.and(ofNetwork);
  }

  @Override
  public BoundTerm bind(GuidanceContext context) {
    return new BoundVictimOutput(this, context);
  }
}
