package org.purify4j.diffusion.guidance;

import static org.purify4j.diffusion.catalogue.Spelling.after;
import static org.purify4j.diffusion.catalogue.Spelling.whole;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.annotation.JsonTypeIdResolver;
import org.purify4j.diffusion.catalogue.Bound;
import org.purify4j.diffusion.catalogue.Kind;
import org.purify4j.diffusion.catalogue.Textual;

/**
 * The reference that the victim's output is pulled towards along the reverse diffusion: its own
 * output f on images made from the input x̃. Over several images, logits and probabilities are
 * averaged. {@link OutputReferences} lists them all.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, property = "kind")
@JsonTypeIdResolver(OutputReferences.Names.class)
public interface OutputReference extends Textual {
  /**
   * Parses a text form, such as {@code purified4}.
   *
   * @throws IllegalArgumentException for any other text; the message lists the valid forms
   */
  static OutputReference parse(String text) {
    return OutputReferences.ALL.parse(text);
  }

  /** Returns the images whose output is the reference, for one batch. */
  ReferenceImages images(GuidanceContext context);

  /**
   * The victim's output f(x̃) on the input itself, the most literal reading of the paper; if the
   * input is attacked, so is the reference.
   */
  record Input() implements OutputReference {
    /** The entry of this reference in {@link OutputReferences}. */
    public static final Kind<OutputReference> KIND =
        Kind.word("input", Input.class, "input", "its output on the input itself", Input::new);

    @Override
    public ReferenceImages images(GuidanceContext context) {
      return new ReferenceImages.OfInput(context);
    }

    @Override
    public String text() {
      return KIND.name();
    }
  }

  /**
   * The victim's mean output on several copies of x̃, noised to the same step.
   *
   * @param copies number of copies, at least 1; each costs a victim call a step
   */
  record Noised(int copies) implements OutputReference {
    /** The entry of this reference in {@link OutputReferences}. */
    public static final Kind<OutputReference> KIND =
        new Kind<>(
            "noised",
            Noised.class,
            "noisedN",
            "the mean over N copies of the input, noised to the same step",
            "noised8",
            text -> after("noised", text).map(n -> new Noised(whole("noised", n))));

    public Noised {
      Bound.REFERENCES.require("copies", copies);
    }

    @Override
    public ReferenceImages images(GuidanceContext context) {
      return new ReferenceImages.OfNoised(context, copies);
    }

    @Override
    public String text() {
      return "noised" + copies;
    }
  }

  /**
   * The victim's output on x̃ after a squeeze (Xu et al. 2018, feature squeezing).
   *
   * @param squeeze the squeeze
   */
  record Squeezed(Squeeze squeeze) implements OutputReference {
    /** The entry of this reference in {@link OutputReferences}. */
    public static final Kind<OutputReference> KIND =
        new Kind<>(
            "squeezed",
            Squeezed.class,
            String.join("|", Squeezes.ALL.syntaxes()),
            "its output on the input after a coarse squeeze (Xu et al. 2018)",
            "median3",
            text -> Squeezes.ALL.find(text).map(Squeezed::new));

    @Override
    public ReferenceImages images(GuidanceContext context) {
      return new ReferenceImages.OfSqueezed(context, squeeze);
    }

    @Override
    public String text() {
      return squeeze.text();
    }
  }

  /**
   * The victim's mean output on unguided purifications of x̃.
   *
   * @param draws number of purifications, at least 1, each made once a batch
   */
  record Purified(int draws) implements OutputReference {
    /** The entry of this reference in {@link OutputReferences}. */
    public static final Kind<OutputReference> KIND =
        new Kind<>(
            "purified",
            Purified.class,
            "purifiedN",
            "the mean over N unguided purifications of the input",
            "purified4",
            text -> after("purified", text).map(n -> new Purified(whole("purified", n))));

    public Purified {
      Bound.REFERENCES.require("draws", draws);
    }

    @Override
    public ReferenceImages images(GuidanceContext context) {
      return new ReferenceImages.OfPurified(context, draws);
    }

    @Override
    public String text() {
      return "purified" + draws;
    }
  }
}
