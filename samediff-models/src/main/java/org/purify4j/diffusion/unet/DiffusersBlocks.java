package org.purify4j.diffusion.unet;

import java.util.List;
import org.purify4j.diffusion.network.NetworkBuilder;
import org.purify4j.diffusion.network.Node;
import org.purify4j.diffusion.unet.DiffusersUNet.Attention.Names;
import org.purify4j.diffusion.unet.DiffusersUNet.Attention.Weights;

/**
 * The pieces a {@link DiffusersUNet} is made of: residual block and attention, at one scale of
 * their sums.
 */
final class DiffusersBlocks {
  private static final ResidualBlock.Names NAMES =
      new ResidualBlock.Names(
          ".norm1", ".conv1", ".time_emb_proj", ".norm2", ".conv2", ".conv_shortcut");

  private final ResidualBlock residual;
  private final SelfAttention attention;

  /**
   * Blocks of which the sums are divided by {@code scaleFactor}.
   *
   * @param embedding the activated embedding of the time
   */
  DiffusersBlocks(DiffusersUNet net, NetworkBuilder builder, Node embedding, double scaleFactor) {
    this.residual =
        new ResidualBlock(
            builder,
            embedding,
            new ResidualBlock.Style(
                NAMES,
                norms(net),
                net.time().injection(),
                ResidualBlock.Shortcut.CONVOLUTION,
                1 / scaleFactor));
    this.attention =
        new SelfAttention(
            builder,
            SelfAttention.Style.apart(
                ".group_norm",
                layers(net.attention().names()),
                norms(net),
                net.attention().heads(),
                1 / scaleFactor),
            net.attention().weights() == Weights.LINEAR
                ? builder::pixelwiseLinear
                : (name, x, outputs) -> builder.convolution(name, x, outputs, 1, 1));
  }

  static GroupNorms norms(DiffusersUNet net) {
    return GroupNorms.fixed(net.norms().groups(), net.norms().epsilon());
  }

  Node residual(String name, Node x, int outputs) {
    return residual.apply(name, x, outputs);
  }

  Node attention(String name, Node x) {
    return attention.apply(name, x);
  }

  private static List<String> layers(Names names) {
    return switch (names) {
      case TO_Q -> List.of(".to_q", ".to_k", ".to_v", ".to_out.0");
      case QUERY -> List.of(".query", ".key", ".value", ".proj_attn");
    };
  }
}
