package org.purify4j.diffusion.unet;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.NetworkBuilder;
import org.purify4j.diffusion.network.Node;
import org.purify4j.diffusion.network.Op.Filter;
import org.purify4j.diffusion.network.Op.TimeEmbedding.Halves;
import org.purify4j.diffusion.unet.DdpmUNet.Resampling;

/**
 * Describes the way down, the middle and the way up of a {@link DdpmUNet}, every layer under its
 * checkpoint name.
 */
final class DdpmUNetDescription {
  private static final GroupNorms NORMS = GroupNorms.fixed(32, 1e-6);

  private static final ResidualBlock.Style BLOCKS =
      new ResidualBlock.Style(
          new ResidualBlock.Names(
              ".norm1", ".conv1", ".temb_proj", ".norm2", ".conv2", ".nin_shortcut"),
          NORMS,
          TimeInjection.ADDED,
          ResidualBlock.Shortcut.CONVOLUTION,
          1);

  private static final SelfAttention.Style ATTENTION =
      SelfAttention.Style.apart(
          ".norm", List.of(".q", ".k", ".v", ".proj_out"), NORMS, new Heads.Count(1), 1);

  private final DdpmUNet net;
  private final Resolutions resolutions;
  private final NetworkBuilder builder = new NetworkBuilder();
  private final ResidualBlock residual;
  private final SelfAttention attention;
  private final Deque<Node> skips = new ArrayDeque<>();
  private Node x;

  DdpmUNetDescription(DdpmUNet net, int height, int width) {
    this.net = net;
    this.resolutions = net.resolutions();
    this.x = builder.image(net.inChannels(), height, width);
    this.residual = new ResidualBlock(builder, embedding(), BLOCKS);
    this.attention =
        new SelfAttention(
            builder, ATTENTION, (name, h, outputs) -> builder.convolution(name, h, outputs, 1, 1));
  }

  Network network() {
    down();
    middle();
    up();
    x = builder.silu(NORMS.apply(builder, "norm_out", x));
    builder.convolution("conv_out", x, net.outChannels(), 3, 1);
    return builder.build();
  }

  private Node embedding() {
    int dim = net.baseChannels();
    Node time = builder.timeEmbedding(dim, Halves.SIN_COS, dim / 2 - 1.0);
    Node hidden = builder.silu(builder.linear("temb.dense.0", time, 4 * dim));
    return builder.silu(builder.linear("temb.dense.1", hidden, 4 * dim));
  }

  private void down() {
    x = builder.convolution("conv_in", x, net.baseChannels(), 3, 1);
    skips.push(x);
    for (int level = 0; level < resolutions.count(); level++) {
      String name = "down." + level;
      for (int i = 0; i < resolutions.blocks(); i++) {
        block(name, level, i);
        skips.push(x);
      }
      if (!resolutions.isLast(level)) {
        halve(name + ".downsample.conv");
        skips.push(x);
      }
    }
  }

  private void middle() {
    int width = x.shape().channels();
    x = residual.apply("mid.block_1", x, width);
    x = attention.apply("mid.attn_1", x);
    x = residual.apply("mid.block_2", x, width);
  }

  private void up() {
    for (int level = resolutions.count() - 1; level >= 0; level--) {
      String name = "up." + level;
      for (int i = 0; i <= resolutions.blocks(); i++) {
        x = builder.concat(x, skips.pop());
        block(name, level, i);
      }
      if (level > 0) {
        enlarge(name + ".upsample.conv");
      }
    }
  }

  private void block(String name, int level, int i) {
    x = residual.apply(name + ".block." + i, x, resolutions.channels(level));
    if (resolutions.attends(level)) {
      x = attention.apply(name + ".attn." + i, x);
    }
  }

  private void halve(String name) {
    x =
        net.resampling() == Resampling.CONVOLUTION
            ? builder.convolutionPaddedAfter(name, x, x.shape().channels())
            : builder.downsample(x, Filter.BOX);
  }

  private void enlarge(String name) {
    x = builder.upsample(x, Filter.BOX);
    if (net.resampling() == Resampling.CONVOLUTION) {
      x = builder.convolution(name, x, x.shape().channels(), 3, 1);
    }
  }
}
