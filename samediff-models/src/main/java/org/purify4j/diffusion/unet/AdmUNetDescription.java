package org.purify4j.diffusion.unet;

import java.util.ArrayDeque;
import java.util.Deque;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.NetworkBuilder;
import org.purify4j.diffusion.network.Node;
import org.purify4j.diffusion.network.Op.TimeEmbedding.Halves;

/**
 * Describes the way down, the middle and the way up of an {@link AdmUNet}, every layer under its
 * checkpoint name.
 */
final class AdmUNetDescription {
  private final AdmUNet net;
  private final NetworkBuilder builder = new NetworkBuilder();
  private final AdmBlocks blocks;
  private final Deque<Node> skips = new ArrayDeque<>();
  private Node x;

  AdmUNetDescription(AdmUNet net, int height, int width) {
    this.net = net;
    Node image = builder.image(net.inChannels(), height, width);
    this.blocks = new AdmBlocks(net, builder, embedding());
    this.x = image;
  }

  Network network() {
    down();
    middle();
    up();
    x = builder.silu(AdmBlocks.NORMS.apply(builder, "out.0", x));
    builder.convolution("out.2", x, net.outChannels(), 3, 1);
    return builder.build();
  }

  /** The activated embedding of time and class, shared by all residual blocks. */
  private Node embedding() {
    int dim = net.modelChannels();
    Node time = builder.timeEmbedding(dim, Halves.COS_SIN, dim / 2);
    Node hidden = builder.silu(builder.linear("time_embed.0", time, 4 * dim));
    Node embedding = builder.linear("time_embed.2", hidden, 4 * dim);
    if (net.classes() > 0) {
      embedding =
          builder.add(embedding, builder.classEmbedding("label_emb", net.classes(), 4 * dim));
    }
    return builder.silu(embedding);
  }

  private void down() {
    int index = 0;
    int factor = 1;
    x = builder.convolution("input_blocks." + index++ + ".0", x, channels(0), 3, 1);
    skips.push(x);
    for (int level = 0; level < levels(); level++) {
      for (int i = 0; i < net.blocks(); i++) {
        String name = "input_blocks." + index++;
        x = blocks.residual(name + ".0", x, channels(level));
        if (attendsAt(factor)) {
          x = blocks.attention(name + ".1", x);
        }
        skips.push(x);
      }
      if (level < levels() - 1) {
        x = blocks.halve("input_blocks." + index++ + ".0", x);
        skips.push(x);
        factor *= 2;
      }
    }
  }

  private void middle() {
    int width = x.shape().channels();
    x = blocks.residual("middle_block.0", x, width);
    x = blocks.attention("middle_block.1", x);
    x = blocks.residual("middle_block.2", x, width);
  }

  private void up() {
    int index = 0;
    int factor = 1 << (levels() - 1);
    for (int level = levels() - 1; level >= 0; level--) {
      for (int i = 0; i <= net.blocks(); i++) {
        String name = "output_blocks." + index++ + ".";
        int part = 0;
        x = builder.concat(x, skips.pop());
        x = blocks.residual(name + part++, x, channels(level));
        if (attendsAt(factor)) {
          x = blocks.attention(name + part++, x);
        }
        if (level > 0 && i == net.blocks()) {
          x = blocks.enlarge(name + part, x);
          factor /= 2;
        }
      }
    }
  }

  private int levels() {
    return net.levelChannels().size();
  }

  private int channels(int level) {
    return net.levelChannels().get(level);
  }

  private boolean attendsAt(int factor) {
    return net.attentionDownsampling().contains(factor);
  }
}
