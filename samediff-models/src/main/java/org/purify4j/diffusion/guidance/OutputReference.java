package org.purify4j.diffusion.guidance;

import static org.purify4j.diffusion.catalogue.Spelling.after;
import static org.purify4j.diffusion.catalogue.Spelling.whole;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.annotation.JsonTypeIdResolver;
import org.purify4j.diffusion.catalogue.Kind;
import org.purify4j.diffusion.catalogue.Textual;

/**
 * What the victim's output along the reverse diffusion is pulled towards: its own output on images
 * made from the input x̃. Where there are several, logits and probabilities are averaged. {@link
 * OutputReferences} lists them all.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, property = "kind")
@JsonTypeIdResolver(OutputReferences.Names.class)
public interface OutputReference extends Textual {
  /**
   * Reads a text form, such as {@code purified4}.
   *
   * @throws IllegalArgumentException for any other text; the message says which there are
   */
  static OutputReference parse(String text) {
    return OutputReferences.ALL.parse(text);
  }

  /** The images that it is the output on, for one batch. */
  ReferenceImages images(GuidanceContext context);

  /** f(x̃), the most literal reading of the paper; for an attacked input, the attacked output. */
  record Input() implements OutputReference {
    /** How it is written. */
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
   * f of x̃ noised to the same step, the mean of several copies.
   *
   * @param copies how many, at least 1; as many victim calls a step
   */
  record Noised(int copies) implements OutputReference {
    /** How it is written. */
    public static final Kind<OutputReference> KIND =
        new Kind<>(
            "noised",
            Noised.class,
            "noisedN",
            "the mean over N copies of the input, noised to the same step",
            "noised8",
            text -> after("noised", text).map(n -> new Noised(whole("noised", n))));

    public Noised {
      requireCount("copies", copies);
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
   * f of x̃ after a coarse squeeze (Xu et al. 2018, feature squeezing).
   *
   * @param squeeze which
   */
  record Squeezed(Squeeze squeeze) implements OutputReference {
    /** How it is written. */
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
   * The mean of f over unguided purifications of x̃.
   *
   * @param draws how many, at least 1; as many unguided purifications, once a batch
   */
  record Purified(int draws) implements OutputReference {
    /** How it is written. */
    public static final Kind<OutputReference> KIND =
        new Kind<>(
            "purified",
            Purified.class,
            "purifiedN",
            "the mean over N unguided purifications of the input",
            "purified4",
            text -> after("purified", text).map(n -> new Purified(whole("purified", n))));

    public Purified {
      requireCount("draws", draws);
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

  private static void requireCount(String name, int count) {
    if (count < 1) {
      throw new IllegalArgumentException(name + ": got " + count + ", must be at least 1");
    }
  }
}
