package org.purify4j.diffusion.unet;

import java.util.function.UnaryOperator;
import org.purify4j.diffusion.net.NetworkBuilder;
import org.purify4j.diffusion.net.Node;
import org.purify4j.diffusion.net.Op.Filter;
import org.purify4j.diffusion.unet.AdmUNet.TimeInjection;

/**
 * The pieces an {@link AdmUNet} is made of: residual block, attention, and changes of resolution.
 */
final class AdmBlocks {
  /** Groups of every normalisation ({@code GroupNorm32}). */
  static final int GROUPS = 32;

  /** Its ε, PyTorch's default. */
  static final double EPSILON = 1e-5;

  private final AdmUNet net;
  private final NetworkBuilder builder;
  private final Node embedding;

  AdmBlocks(AdmUNet net, NetworkBuilder builder, Node embedding) {
    this.net = net;
    this.builder = builder;
    this.embedding = embedding;
  }

  /** Norm, SiLU, convolution; norm with the time in it, SiLU, convolution; plus the input. */
  Node residual(String name, Node x, int outputs) {
    return residual(name, x, outputs, UnaryOperator.identity());
  }

  /** Self-attention over pixels, plus the input. */
  Node attention(String name, Node x) {
    int channels = x.shape().channels();
    Node qkv = builder.pixelwise(name + ".qkv", norm(name + ".norm", x), 3 * channels);
    Node attended = builder.attention(qkv, net.heads().of(channels), net.attentionLayout());
    return builder.add(x, builder.pixelwise(name + ".proj_out", attended, channels));
  }

  /** Half the resolution. */
  Node halve(String name, Node x) {
    int channels = x.shape().channels();
    return switch (net.resampling()) {
      case CONVOLUTION -> builder.convolution(name + ".op", x, channels, 3, 2);
      case RESIDUAL -> residual(name, x, channels, h -> builder.downsample(h, Filter.BOX));
      case PLAIN -> builder.downsample(x, Filter.BOX);
    };
  }

  /** Twice the resolution. */
  Node enlarge(String name, Node x) {
    int channels = x.shape().channels();
    return switch (net.resampling()) {
      case CONVOLUTION ->
          builder.convolution(name + ".conv", builder.upsample(x, Filter.BOX), channels, 3, 1);
      case RESIDUAL -> residual(name, x, channels, h -> builder.upsample(h, Filter.BOX));
      case PLAIN -> builder.upsample(x, Filter.BOX);
    };
  }

  private Node residual(String name, Node x, int outputs, UnaryOperator<Node> resample) {
    Node h = resample.apply(builder.silu(norm(name + ".in_layers.0", x)));
    h = builder.convolution(name + ".in_layers.2", h, outputs, 3, 1);
    h = builder.silu(timed(name, h, outputs));
    h = builder.convolution(name + ".out_layers.3", h, outputs, 3, 1);
    Node skip = resample.apply(x);
    if (x.shape().channels() != outputs) {
      skip = builder.convolution(name + ".skip_connection", skip, outputs, 1, 1);
    }
    return builder.add(skip, h);
  }

  private Node timed(String name, Node h, int outputs) {
    if (net.timeInjection() == TimeInjection.ADDED) {
      Node time = builder.linear(name + ".emb_layers.1", embedding, outputs);
      return norm(name + ".out_layers.0", builder.addPerChannel(h, time));
    }
    Node scaleShift = builder.linear(name + ".emb_layers.1", embedding, 2 * outputs);
    return builder.groupNorm(name + ".out_layers.0", h, scaleShift, GROUPS, EPSILON);
  }

  private Node norm(String name, Node x) {
    return builder.groupNorm(name, x, GROUPS, EPSILON);
  }
}
