package org.purify4j.diffusion.unet;

import java.util.function.UnaryOperator;
import org.purify4j.diffusion.network.NetworkBuilder;
import org.purify4j.diffusion.network.Node;

/**
 * The residual block that all families share: norm, SiLU, convolution; norm with the time in it,
 * SiLU, convolution; plus the input. Families differ in the names of the layers, and in the few
 * points of {@link Style}.
 */
final class ResidualBlock {
  /** Names of the layers, each after the block's own. */
  record Names(
      String norm1, String conv1, String time, String norm2, String conv2, String shortcut) {}

  /** How the input is brought to the number of channels of the output. */
  enum Shortcut {
    /** A 1×1 convolution where their numbers differ. */
    CONVOLUTION,
    /** A 1×1 convolution where their numbers differ, or the resolution changes. */
    CONVOLUTION_WHEN_RESAMPLED,
    /** score_sde's {@code NIN} where their numbers differ. */
    NIN
  }

  /**
   * What a family's blocks have in common.
   *
   * @param names of the layers
   * @param norms how it normalises
   * @param time how the time enters
   * @param shortcut past the convolutions
   * @param scale factor of the sum of both branches
   */
  record Style(
      Names names, GroupNorms norms, TimeInjection time, Shortcut shortcut, double scale) {}

  private final NetworkBuilder builder;
  private final Node embedding;
  private final Style style;

  /**
   * The blocks of one network.
   *
   * @param embedding the activated embedding of time and class, a vector
   */
  ResidualBlock(NetworkBuilder builder, Node embedding, Style style) {
    this.builder = builder;
    this.embedding = embedding;
    this.style = style;
  }

  /** A block that keeps the resolution. */
  Node apply(String name, Node x, int outputs) {
    return apply(name, x, outputs, UnaryOperator.identity());
  }

  /** A block that changes the resolution after its first activation, and that of its input. */
  Node apply(String name, Node x, int outputs, UnaryOperator<Node> resample) {
    Names names = style.names();
    Node h = resample.apply(builder.silu(norm(name + names.norm1(), x)));
    h = builder.convolution(name + names.conv1(), h, outputs, 3, 1);
    h = builder.silu(timed(name, h, outputs));
    h = builder.convolution(name + names.conv2(), h, outputs, 3, 1);
    Node skip = shortcut(name + names.shortcut(), x, resample.apply(x), outputs);
    return builder.add(skip, h, style.scale());
  }

  private Node shortcut(String name, Node x, Node resampled, int outputs) {
    boolean widens = x.shape().channels() != outputs;
    return switch (style.shortcut()) {
      case CONVOLUTION -> widens ? builder.convolution(name, resampled, outputs, 1, 1) : resampled;
      case CONVOLUTION_WHEN_RESAMPLED ->
          widens || !resampled.shape().equals(x.shape())
              ? builder.convolution(name, resampled, outputs, 1, 1)
              : resampled;
      case NIN -> widens ? builder.nin(name, resampled, outputs) : resampled;
    };
  }

  private Node timed(String name, Node h, int outputs) {
    String layer = name + style.names().time();
    String norm = name + style.names().norm2();
    return switch (style.time()) {
      case ADDED -> norm(norm, builder.addPerChannel(h, builder.linear(layer, embedding, outputs)));
      case SCALE_SHIFT ->
          style.norms().apply(builder, norm, h, builder.linear(layer, embedding, 2 * outputs));
    };
  }

  private Node norm(String name, Node x) {
    return style.norms().apply(builder, name, x);
  }
}
