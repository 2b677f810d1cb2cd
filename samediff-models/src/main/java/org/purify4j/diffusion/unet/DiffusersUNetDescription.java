package org.purify4j.diffusion.unet;

import java.util.ArrayDeque;
import java.util.Deque;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.NetworkBuilder;
import org.purify4j.diffusion.network.Node;
import org.purify4j.diffusion.network.Op.Filter;
import org.purify4j.diffusion.unet.DiffusersUNet.DownPadding;

/**
 * Describes the way down, the middle and the way up of a {@link DiffusersUNet} and notes every
 * layer under its checkpoint name.
 */
final class DiffusersUNetDescription {
  private final DiffusersUNet net;
  private final NetworkBuilder builder = new NetworkBuilder();
  private final DiffusersBlocks blocks;
  private final DiffusersBlocks middle;
  private final Deque<Node> skips = new ArrayDeque<>();
  private Node x;

  DiffusersUNetDescription(DiffusersUNet net, int height, int width) {
    this.net = net;
    this.x = builder.image(net.inChannels(), height, width);
    Node embedding = embedding();
    this.blocks = new DiffusersBlocks(net, builder, embedding, 1);
    this.middle = new DiffusersBlocks(net, builder, embedding, net.middle().scaleFactor());
  }

  Network network() {
    down();
    middle();
    up();
    x = builder.silu(DiffusersBlocks.norms(net).apply(builder, "conv_norm_out", x));
    builder.convolution("conv_out", x, net.outChannels(), 3, 1);
    return builder.build();
  }

  private Node embedding() {
    int dim = net.channels().get(0);
    double divisor = dim / 2 - net.time().frequencyShift();
    Node time = builder.timeEmbedding(dim, net.time().halves(), divisor);
    Node hidden = builder.silu(builder.linear("time_embedding.linear_1", time, 4 * dim));
    return builder.silu(builder.linear("time_embedding.linear_2", hidden, 4 * dim));
  }

  private void down() {
    x = builder.convolution("conv_in", x, net.channels().get(0), 3, 1);
    skips.push(x);
    for (int level = 0; level < levels(); level++) {
      String name = "down_blocks." + level;
      for (int i = 0; i < net.layers(); i++) {
        block(name, i, net.channels().get(level), net.downAttention().get(level));
        skips.push(x);
      }
      if (level < levels() - 1) {
        halve(name + ".downsamplers.0.conv");
        skips.push(x);
      }
    }
  }

  private void middle() {
    int width = x.shape().channels();
    x = middle.residual("mid_block.resnets.0", x, width);
    if (net.middle().attention()) {
      x = middle.attention("mid_block.attentions.0", x);
    }
    x = middle.residual("mid_block.resnets.1", x, width);
  }

  private void up() {
    for (int step = 0; step < levels(); step++) {
      String name = "up_blocks." + step;
      int width = net.channels().get(levels() - 1 - step);
      for (int i = 0; i <= net.layers(); i++) {
        x = builder.concat(x, skips.pop());
        block(name, i, width, net.upAttention().get(step));
      }
      if (step < levels() - 1) {
        Node larger = builder.upsample(x, Filter.BOX);
        x = builder.convolution(name + ".upsamplers.0.conv", larger, width, 3, 1);
      }
    }
  }

  private void block(String name, int i, int width, boolean attends) {
    x = blocks.residual(name + ".resnets." + i, x, width);
    if (attends) {
      x = blocks.attention(name + ".attentions." + i, x);
    }
  }

  private void halve(String name) {
    int width = x.shape().channels();
    x =
        net.downPadding() == DownPadding.AFTER
            ? builder.convolutionPaddedAfter(name, x, width)
            : builder.convolution(name, x, width, 3, 2);
  }

  private int levels() {
    return net.channels().size();
  }
}
