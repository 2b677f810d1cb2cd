package org.purify4j.diffusion.unet;

import java.util.ArrayDeque;
import java.util.Deque;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.NetworkBuilder;
import org.purify4j.diffusion.network.Node;
import org.purify4j.diffusion.network.Op.Filter;
import org.purify4j.diffusion.network.Op.TimeEmbedding.Halves;

/**
 * Describes the way down, the middle and the way up of a {@link LucidrainsUNet} and notes every
 * layer under its checkpoint name.
 */
final class LucidrainsUNetDescription {
  private final LucidrainsUNet net;
  private final NetworkBuilder builder = new NetworkBuilder();
  private final LucidrainsBlocks blocks;
  private final Deque<Node> skips = new ArrayDeque<>();
  private Node x;

  LucidrainsUNetDescription(LucidrainsUNet net, int height, int width) {
    this.net = net;
    for (String table : net.wrapper().tables()) {
      builder.unused(table, net.wrapper().timesteps());
    }
    this.x = builder.image(net.inChannels(), height, width);
    this.blocks = new LucidrainsBlocks(builder, embedding(), net.attention());
  }

  Network network() {
    x = builder.convolution(name("init_conv"), x, net.stemChannels(), 7, 1);
    Node stem = x;
    for (int level = 0; level < levels(); level++) {
      down(level);
    }
    middle();
    for (int level = levels() - 1; level >= 0; level--) {
      up(level);
    }
    x = blocks.residual(name("final_res_block"), builder.concat(x, stem), net.stemChannels());
    builder.convolution(name("final_conv"), x, net.outChannels(), 1, 1);
    return builder.build();
  }

  private Node embedding() {
    int dim = net.timeChannels();
    Node time = builder.timeEmbedding(dim, Halves.SIN_COS, dim / 2 - 1.0);
    Node hidden = builder.gelu(builder.linear(name("time_mlp.1"), time, 4 * dim));
    return builder.silu(builder.linear(name("time_mlp.3"), hidden, 4 * dim));
  }

  private void down(int level) {
    String name = name("downs." + level);
    x = blocks.residual(name + ".0", x, channelsBefore(level));
    skips.push(x);
    x = blocks.residual(name + ".1", x, channelsBefore(level));
    attend(name + ".2", level);
    skips.push(x);
    x =
        level == levels() - 1
            ? builder.convolution(name + ".3", x, channels(level), 3, 1)
            : builder.convolution(name + ".3.1", builder.spaceToDepth(x), channels(level), 1, 1);
  }

  private void middle() {
    int width = x.shape().channels();
    x = blocks.residual(name("mid_block1"), x, width);
    x = blocks.fullAttention(name("mid_attn"), x);
    x = blocks.residual(name("mid_block2"), x, width);
  }

  private void up(int level) {
    String name = name("ups." + (levels() - 1 - level));
    x = blocks.residual(name + ".0", builder.concat(x, skips.pop()), channels(level));
    x = blocks.residual(name + ".1", builder.concat(x, skips.pop()), channels(level));
    attend(name + ".2", level);
    int outputs = channelsBefore(level);
    x =
        level == 0
            ? builder.convolution(name + ".3", x, outputs, 3, 1)
            : builder.convolution(name + ".3.1", builder.upsample(x, Filter.BOX), outputs, 3, 1);
  }

  private void attend(String name, int level) {
    x =
        net.fullAttention().get(level)
            ? blocks.fullAttention(name, x)
            : blocks.linearAttention(name, x);
  }

  private int levels() {
    return net.channels().size();
  }

  private int channels(int level) {
    return net.channels().get(level);
  }

  private int channelsBefore(int level) {
    return level == 0 ? net.stemChannels() : channels(level - 1);
  }

  private String name(String layer) {
    return net.wrapper().prefix() + layer;
  }
}
