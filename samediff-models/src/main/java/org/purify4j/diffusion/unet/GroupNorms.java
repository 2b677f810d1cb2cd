package org.purify4j.diffusion.unet;

import org.purify4j.diffusion.network.NetworkBuilder;
import org.purify4j.diffusion.network.Node;

/**
 * The group normalisations of a family: at most {@code groups} groups, of at least {@code channels}
 * channels each.
 *
 * @param groups as many where there are channels enough
 * @param channels fewest in a group; 0 for the same number of groups everywhere
 * @param epsilon ε
 */
record GroupNorms(int groups, int channels, double epsilon) {
  /** The same number of groups everywhere. */
  static GroupNorms fixed(int groups, double epsilon) {
    return new GroupNorms(groups, 0, epsilon);
  }

  /** 32 groups, fewer where they would have less than four channels (score_sde and EDM). */
  static GroupNorms ofFourChannels(double epsilon) {
    return new GroupNorms(32, 4, epsilon);
  }

  Node apply(NetworkBuilder builder, String name, Node x) {
    return builder.groupNorm(name, x, count(x), epsilon);
  }

  Node apply(NetworkBuilder builder, String name, Node x, Node scaleShift) {
    return builder.groupNorm(name, x, scaleShift, count(x), epsilon);
  }

  private int count(Node x) {
    return channels == 0 ? groups : Math.max(1, Math.min(groups, x.shape().channels() / channels));
  }
}
