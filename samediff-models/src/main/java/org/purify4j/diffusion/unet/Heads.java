package org.purify4j.diffusion.unet;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * How many attention heads a layer of some width has: a fixed number, or a fixed number of channels
 * for each.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
@JsonSubTypes({@JsonSubTypes.Type(Heads.Count.class), @JsonSubTypes.Type(Heads.Width.class)})
public sealed interface Heads {
  /** Heads of a layer with this many channels. */
  int of(int channels);

  /** The same number of heads everywhere. */
  record Count(int count) implements Heads {
    public Count {
      requirePositive("count", count);
    }

    @Override
    public int of(int channels) {
      return divided(channels, count, count);
    }
  }

  /** Heads of the same width everywhere. */
  record Width(int channelsPerHead) implements Heads {
    public Width {
      requirePositive("channelsPerHead", channelsPerHead);
    }

    @Override
    public int of(int channels) {
      return divided(channels, channelsPerHead, channels / channelsPerHead);
    }
  }

  private static int divided(int channels, int divisor, int heads) {
    if (channels % divisor != 0) {
      throw new IllegalArgumentException(
          "heads: got "
              + divisor
              + ", must divide the "
              + channels
              + " channels of every attention");
    }
    return heads;
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": got " + value + ", must be at least 1");
    }
  }
}
