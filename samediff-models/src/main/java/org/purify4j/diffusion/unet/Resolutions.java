package org.purify4j.diffusion.unet;

import static org.purify4j.diffusion.unet.Requirement.require;

import java.util.List;

/**
 * The resolutions of a U-Net, finest first, each half of the one before.
 *
 * @param channels at each resolution
 * @param blocks residual blocks at each on the way down (one more on the way up)
 * @param attention the down-sampling factors (1, 2, 4 …) of the resolutions that have attention;
 *     the middle always has it
 */
public record Resolutions(List<Integer> channels, int blocks, List<Integer> attention) {
  public Resolutions {
    channels = List.copyOf(channels);
    attention = List.copyOf(attention);
    require(!channels.isEmpty(), "channels", channels, "one or more");
    require(channels.stream().allMatch(c -> c >= 1), "channels", channels, "at least 1");
    require(blocks >= 1, "blocks", blocks, "at least 1");
  }

  /** Number of resolutions. */
  int count() {
    return channels.size();
  }

  /** Channels at a resolution. */
  int channels(int level) {
    return channels.get(level);
  }

  /** Whether a resolution has attention. */
  boolean attends(int level) {
    return attention.contains(1 << level);
  }

  /** Whether this is the coarsest resolution. */
  boolean isLast(int level) {
    return level == count() - 1;
  }
}
