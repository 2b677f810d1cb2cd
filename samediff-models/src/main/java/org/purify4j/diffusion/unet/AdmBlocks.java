package org.purify4j.diffusion.unet;

import java.util.List;
import org.purify4j.diffusion.network.NetworkBuilder;
import org.purify4j.diffusion.network.Node;
import org.purify4j.diffusion.network.Op.Filter;

/**
 * The pieces an {@link AdmUNet} is made of: residual block, attention, and changes of resolution.
 */
final class AdmBlocks {
  /** {@code GroupNorm32}: 32 groups and PyTorch's ε. */
  static final GroupNorms NORMS = GroupNorms.fixed(32, 1e-5);

  private static final ResidualBlock.Names NAMES =
      new ResidualBlock.Names(
          ".in_layers.0",
          ".in_layers.2",
          ".emb_layers.1",
          ".out_layers.0",
          ".out_layers.3",
          ".skip_connection");

  private final AdmUNet net;
  private final NetworkBuilder builder;
  private final ResidualBlock residual;
  private final SelfAttention attention;

  AdmBlocks(AdmUNet net, NetworkBuilder builder, Node embedding) {
    this.net = net;
    this.builder = builder;
    this.residual =
        new ResidualBlock(
            builder,
            embedding,
            new ResidualBlock.Style(
                NAMES, NORMS, net.timeInjection(), ResidualBlock.Shortcut.CONVOLUTION, 1));
    this.attention =
        new SelfAttention(
            builder,
            new SelfAttention.Style(
                ".norm",
                List.of(".qkv"),
                ".proj_out",
                NORMS,
                net.heads(),
                net.attentionLayout(),
                1),
            builder::pixelwise);
  }

  Node residual(String name, Node x, int outputs) {
    return residual.apply(name, x, outputs);
  }

  Node attention(String name, Node x) {
    return attention.apply(name, x);
  }

  /** Half the resolution. */
  Node halve(String name, Node x) {
    int channels = x.shape().channels();
    return switch (net.resampling()) {
      case CONVOLUTION -> builder.convolution(name + ".op", x, channels, 3, 2);
      case RESIDUAL -> residual.apply(name, x, channels, this::average);
      case PLAIN -> average(x);
    };
  }

  /** Twice the resolution. */
  Node enlarge(String name, Node x) {
    int channels = x.shape().channels();
    return switch (net.resampling()) {
      case CONVOLUTION -> builder.convolution(name + ".conv", repeat(x), channels, 3, 1);
      case RESIDUAL -> residual.apply(name, x, channels, this::repeat);
      case PLAIN -> repeat(x);
    };
  }

  private Node average(Node x) {
    return builder.downsample(x, Filter.BOX);
  }

  private Node repeat(Node x) {
    return builder.upsample(x, Filter.BOX);
  }
}
