package org.purify4j.diffusion.vote;

import static org.purify4j.diffusion.catalogue.Spelling.after;
import static org.purify4j.diffusion.catalogue.Spelling.real;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.purify4j.diffusion.catalogue.Kind;
import org.purify4j.diffusion.catalogue.Spelling;
import org.purify4j.diffusion.catalogue.Textual;

/**
 * The rule that decides when an image needs no more of its configured votes. Each choice has a
 * short text form, read by {@link #parse} and written by {@link #text}.
 *
 * <p>An image's answer combines its first k draws, where k is determined by those draws alone: the
 * answer depends neither on the batch nor on draws that were already under way when k was reached.
 * The rounds of a purification are not shortened; they are the same for every image.
 */
public sealed interface EarlyExit extends Textual {
  @Override
  @JsonValue
  String text();

  /**
   * Parses a text form: {@code none}, {@code decided}, or {@code risk0.05}.
   *
   * @throws IllegalArgumentException for any other text, or a risk outside 0 to 1
   */
  @JsonCreator
  static EarlyExit parse(String text) {
    return EarlyExits.ALL.parse(text);
  }

  /** Every image gets all its votes. */
  record None() implements EarlyExit {
    /** The entry of this early exit in {@link EarlyExits}. */
    public static final Kind<EarlyExit> KIND =
        Kind.word("none", None.class, "none", "every image gets all its votes", None::new);

    @Override
    public String text() {
      return "none";
    }
  }

  /**
   * An image is finished when no outcome of the remaining draws can change its class. Its class is
   * therefore always that of all votes; its probabilities are those of the draws made.
   */
  record Decided() implements EarlyExit {
    /** The entry of this early exit in {@link EarlyExits}. */
    public static final Kind<EarlyExit> KIND =
        Kind.word(
            "decided",
            Decided.class,
            "decided",
            "as soon as no remaining vote can change its class",
            Decided::new);

    @Override
    public String text() {
      return "decided";
    }
  }

  /**
   * An image is finished when it is decided, or when a sequential test accepts its leading class:
   * whatever the image, the probability over the noise that it is stopped with another class than
   * that of all votes is at most the risk. The bound does not hold for images made by someone who
   * knows the seed.
   *
   * <p>The test is ALPHA (Stark 2023, "ALPHA: Audit that learns from previously hand-audited
   * ballots", Annals of Applied Statistics 17(1)), the draws being ballots of an election of as
   * many ballots as there are votes. It stops no earlier than {@link Decided} up to 7 votes at a
   * risk of 0.05; of 20 unanimous votes it needs 5, where {@link Decided} needs 11.
   *
   * @param limit the risk, above 0 and below 1
   */
  record Risk(double limit) implements EarlyExit {
    /** The entry of this early exit in {@link EarlyExits}. */
    public static final Kind<EarlyExit> KIND =
        new Kind<>(
            "risk",
            Risk.class,
            "riskP",
            "also as soon as they would change it with probability P at most",
            "risk0.05",
            text -> after("risk", text).map(limit -> new Risk(real("risk", limit))));

    public Risk {
      if (!(limit > 0 && limit < 1)) {
        throw new IllegalArgumentException(
            "risk: got " + limit + ", must be above 0 and below 1 (such as 0.05)");
      }
    }

    @Override
    public String text() {
      return "risk" + Spelling.text(limit);
    }
  }
}
