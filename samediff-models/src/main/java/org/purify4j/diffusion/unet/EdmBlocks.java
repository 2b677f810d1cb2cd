package org.purify4j.diffusion.unet;

import java.util.List;
import java.util.function.UnaryOperator;
import org.purify4j.diffusion.network.NetworkBuilder;
import org.purify4j.diffusion.network.Node;
import org.purify4j.diffusion.network.Op.Attention.Layout;
import org.purify4j.diffusion.network.Op.Filter;
import org.purify4j.diffusion.unet.EdmUNet.Architecture;

/** The pieces an {@link EdmUNet} is made of. */
final class EdmBlocks {
  private static final ResidualBlock.Names NAMES =
      new ResidualBlock.Names(".norm0", ".conv0", ".affine", ".norm1", ".conv1", ".skip");

  /** A sum of two branches keeps the variance of one branch. */
  static final double RESCALED = Math.sqrt(0.5);

  private final NetworkBuilder builder;
  private final Filter filter;
  private final ResidualBlock residual;
  private final SelfAttention attention;

  EdmBlocks(EdmUNet net, NetworkBuilder builder, Node embedding) {
    this.builder = builder;
    this.filter = net.architecture() == Architecture.NCSNPP ? Filter.FIR : Filter.BOX;
    boolean adm = net.architecture() == Architecture.ADM;
    double scale = adm ? 1 : RESCALED;
    this.residual =
        new ResidualBlock(
            builder,
            embedding,
            new ResidualBlock.Style(
                NAMES,
                norms(net),
                adm ? TimeInjection.SCALE_SHIFT : TimeInjection.ADDED,
                adm
                    ? ResidualBlock.Shortcut.CONVOLUTION
                    : ResidualBlock.Shortcut.CONVOLUTION_WHEN_RESAMPLED,
                scale));
    this.attention =
        new SelfAttention(
            builder,
            new SelfAttention.Style(
                ".norm2",
                List.of(".qkv"),
                ".proj",
                norms(net),
                net.heads(),
                Layout.QKV_LAST,
                scale),
            (name, x, outputs) -> builder.convolution(name, x, outputs, 1, 1));
  }

  static GroupNorms norms(EdmUNet net) {
    return GroupNorms.ofFourChannels(net.architecture() == Architecture.ADM ? 1e-5 : 1e-6);
  }

  Node residual(String name, Node x, int outputs) {
    return residual.apply(name, x, outputs);
  }

  Node attention(String name, Node x) {
    return attention.apply(name, x);
  }

  /** Half the resolution. */
  Node halve(String name, Node x) {
    return resample(name, x, h -> builder.downsample(h, filter));
  }

  /** Twice the resolution. */
  Node enlarge(String name, Node x) {
    return resample(name, x, h -> builder.upsample(h, filter));
  }

  /** The image, made smaller beside the network and added to it. */
  Node addImage(String name, Node image, Node x) {
    keepFilter(name);
    Node smaller = builder.convolutionAfterBlur(name, image, x.shape().channels());
    return builder.add(x, smaller, RESCALED);
  }

  private Node resample(String name, Node x, UnaryOperator<Node> resampling) {
    keepFilter(name + ".conv0");
    keepFilter(name + ".skip");
    return residual.apply(name, x, x.shape().channels(), resampling);
  }

  /** Files carry the filter with every layer that uses it. */
  private void keepFilter(String layer) {
    int taps = filter == Filter.FIR ? 4 : 2;
    builder.unused(layer + ".resample_filter", 1, 1, taps, taps);
  }
}
