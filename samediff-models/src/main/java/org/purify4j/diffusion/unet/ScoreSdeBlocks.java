package org.purify4j.diffusion.unet;

import java.util.List;
import org.purify4j.diffusion.network.NetworkBuilder;
import org.purify4j.diffusion.network.Node;
import org.purify4j.diffusion.network.Op.Filter;
import org.purify4j.diffusion.unet.ScoreSdeUNet.BlockType;

/** The pieces a {@link ScoreSdeUNet} is made of. */
final class ScoreSdeBlocks {
  static final GroupNorms NORMS = GroupNorms.ofFourChannels(1e-6);

  private static final List<String> LAYERS = List.of(".NIN_0", ".NIN_1", ".NIN_2", ".NIN_3");

  private final ScoreSdeUNet net;
  private final NetworkBuilder builder;
  private final ResidualBlock residual;
  private final SelfAttention attention;

  ScoreSdeBlocks(ScoreSdeUNet net, NetworkBuilder builder, Node embedding) {
    this.net = net;
    this.builder = builder;
    this.residual = new ResidualBlock(builder, embedding, style(net));
    this.attention =
        new SelfAttention(
            builder,
            SelfAttention.Style.apart(
                ".GroupNorm_0", LAYERS, NORMS, new Heads.Count(1), net.sum().scale()),
            builder::nin);
  }

  private static ResidualBlock.Style style(ScoreSdeUNet net) {
    boolean biggan = net.blockType() == BlockType.BIGGAN;
    return new ResidualBlock.Style(
        new ResidualBlock.Names(
            ".GroupNorm_0",
            ".Conv_0",
            ".Dense_0",
            ".GroupNorm_1",
            ".Conv_1",
            biggan ? ".Conv_2" : ".NIN_0"),
        NORMS,
        TimeInjection.ADDED,
        biggan ? ResidualBlock.Shortcut.CONVOLUTION_WHEN_RESAMPLED : ResidualBlock.Shortcut.NIN,
        net.sum().scale());
  }

  Node residual(String name, Node x, int outputs) {
    return residual.apply(name, x, outputs);
  }

  Node attention(String name, Node x) {
    return attention.apply(name, x);
  }

  /** Half the resolution. */
  Node halve(String name, Node x) {
    return net.blockType() == BlockType.BIGGAN
        ? residual.apply(name, x, x.shape().channels(), h -> builder.downsample(h, net.filter()))
        : smaller(name, x, x.shape().channels());
  }

  /** Half the resolution, by a convolution. */
  Node smaller(String name, Node x, int outputs) {
    return net.filter() == Filter.FIR
        ? builder.convolutionAfterBlur(name + ".Conv2d_0", x, outputs)
        : builder.convolutionPaddedAfter(name + ".Conv_0", x, outputs);
  }

  /** Twice the resolution. */
  Node enlarge(String name, Node x) {
    int channels = x.shape().channels();
    return net.blockType() == BlockType.BIGGAN
        ? residual.apply(name, x, channels, h -> builder.upsample(h, net.filter()))
        : builder.convolution(name + ".Conv_0", builder.upsample(x, Filter.BOX), channels, 3, 1);
  }
}
