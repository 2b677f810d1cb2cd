package org.purify4j.diffusion.guidance;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * What the victim's output along the reverse diffusion is pulled towards: its own output on images
 * made from the input x̃. Where there are several, logits and probabilities are averaged.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = OutputReference.Input.class, name = "input"),
  @JsonSubTypes.Type(value = OutputReference.Noised.class, name = "noised"),
  @JsonSubTypes.Type(value = OutputReference.Squeezed.class, name = "squeezed"),
  @JsonSubTypes.Type(value = OutputReference.Purified.class, name = "purified")
})
public sealed interface OutputReference {
  /** f(x̃), the most literal reading of the paper; for an attacked input, the attacked output. */
  record Input() implements OutputReference {}

  /**
   * f of x̃ noised to the same step, the mean of several copies.
   *
   * @param copies how many, at least 1; as many victim calls a step
   */
  record Noised(int copies) implements OutputReference {
    public Noised {
      requireCount("copies", copies);
    }
  }

  /**
   * f of x̃ after a coarse squeeze (Xu et al. 2018, feature squeezing).
   *
   * @param squeeze which
   */
  record Squeezed(Squeeze squeeze) implements OutputReference {}

  /**
   * The mean of f over unguided purifications of x̃.
   *
   * @param draws how many, at least 1; as many unguided purifications, once a batch
   */
  record Purified(int draws) implements OutputReference {
    public Purified {
      requireCount("draws", draws);
    }
  }

  private static void requireCount(String name, int count) {
    if (count < 1) {
      throw new IllegalArgumentException(name + ": got " + count + ", must be at least 1");
    }
  }
}
