package org.purify4j.diffusion.unet;

import java.util.ArrayDeque;
import java.util.Deque;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.NetworkBuilder;
import org.purify4j.diffusion.network.Node;
import org.purify4j.diffusion.network.Op.TimeEmbedding.Halves;
import org.purify4j.diffusion.unet.ScoreSdeUNet.ImagePath;

/**
 * Describes the way down, the middle and the way up of a {@link ScoreSdeUNet}, whose modules are
 * numbered in the order of use.
 */
final class ScoreSdeUNetDescription {
  private final ScoreSdeUNet net;
  private final Resolutions resolutions;
  private final NetworkBuilder builder = new NetworkBuilder();
  private final ScoreSdeBlocks blocks;
  private final Deque<Node> skips = new ArrayDeque<>();
  private int modules;
  private Node x;

  /** The image, as it is made smaller beside the network. */
  private Node image;

  ScoreSdeUNetDescription(ScoreSdeUNet net, int height, int width) {
    this.net = net;
    this.resolutions = net.resolutions();
    if (net.sigmas() > 0) {
      builder.unused("sigmas", net.sigmas());
    }
    this.image = builder.image(net.inChannels(), height, width);
    this.blocks = new ScoreSdeBlocks(net, builder, embedding());
    this.x = image;
  }

  Network network() {
    down();
    middle();
    up();
    x = builder.silu(ScoreSdeBlocks.NORMS.apply(builder, next(), x));
    builder.convolution(next(), x, net.outChannels(), 3, 1);
    return builder.build();
  }

  private String next() {
    return "all_modules." + modules++;
  }

  private Node embedding() {
    int dim = net.baseChannels();
    Node time = builder.timeEmbedding(dim, Halves.SIN_COS, dim / 2 - 1.0, net.timeScale());
    Node hidden = builder.silu(builder.linear(next(), time, 4 * dim));
    return builder.silu(builder.linear(next(), hidden, 4 * dim));
  }

  private void down() {
    x = builder.convolution(next(), x, net.baseChannels(), 3, 1);
    skips.push(x);
    for (int level = 0; level < resolutions.count(); level++) {
      for (int i = 0; i < resolutions.blocks(); i++) {
        x = blocks.residual(next(), x, resolutions.channels(level));
        attend(level);
        skips.push(x);
      }
      if (!resolutions.isLast(level)) {
        x = blocks.halve(next(), x);
        addImage();
        skips.push(x);
      }
    }
  }

  private void addImage() {
    if (net.imagePath() == ImagePath.RESIDUAL) {
      Node smaller = blocks.smaller(next(), image, x.shape().channels());
      x = builder.add(smaller, x, net.sum().scale());
      image = x;
    }
  }

  private void middle() {
    int width = x.shape().channels();
    x = blocks.residual(next(), x, width);
    x = blocks.attention(next(), x);
    x = blocks.residual(next(), x, width);
  }

  private void up() {
    for (int level = resolutions.count() - 1; level >= 0; level--) {
      for (int i = 0; i <= resolutions.blocks(); i++) {
        x = blocks.residual(next(), builder.concat(x, skips.pop()), resolutions.channels(level));
      }
      attend(level);
      if (level > 0) {
        x = blocks.enlarge(next(), x);
      }
    }
  }

  private void attend(int level) {
    if (resolutions.attends(level)) {
      x = blocks.attention(next(), x);
    }
  }
}
