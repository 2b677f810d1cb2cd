package org.purify4j.diffusion.unet;

import java.util.ArrayDeque;
import java.util.Deque;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.NetworkBuilder;
import org.purify4j.diffusion.network.Node;
import org.purify4j.diffusion.network.Op.TimeEmbedding.Halves;
import org.purify4j.diffusion.unet.EdmUNet.Architecture;

/**
 * Describes the way down, the middle and the way up of an {@link EdmUNet}, every layer under its
 * checkpoint name.
 */
final class EdmUNetDescription {
  private final EdmUNet net;
  private final Resolutions resolutions;
  private final NetworkBuilder builder = new NetworkBuilder();
  private final EdmBlocks blocks;
  private final Deque<Node> skips = new ArrayDeque<>();
  private Node x;

  /** The image, as NCSN++ makes it smaller beside the network. */
  private Node image;

  EdmUNetDescription(EdmUNet net, int height, int width) {
    this.net = net;
    this.resolutions = net.resolutions();
    this.image = builder.image(net.inChannels(), height, width);
    this.x = image;
    this.blocks = new EdmBlocks(net, builder, embedding());
  }

  Network network() {
    down();
    middle();
    up();
    boolean adm = net.architecture() == Architecture.ADM;
    String last = "dec." + size(0) + "_aux_";
    x = EdmBlocks.norms(net).apply(builder, adm ? "out_norm" : last + "norm", x);
    x = builder.silu(x);
    builder.convolution(adm ? "out_conv" : last + "conv", x, net.outChannels(), 3, 1);
    return builder.build();
  }

  private Node embedding() {
    Node noise = noise();
    if (net.augmentations() > 0) {
      builder.unused("map_augment.weight", noise.shape().channels(), net.augmentations());
    }
    int width = 4 * net.baseChannels();
    Node hidden = builder.silu(builder.linear("map_layer0", noise, width));
    return builder.silu(builder.linear("map_layer1", hidden, width));
  }

  private Node noise() {
    int dim = net.baseChannels();
    return switch (net.architecture()) {
      case DDPMPP -> builder.timeEmbedding(dim, Halves.SIN_COS, dim / 2 - 1.0, net.timeScale());
      case NCSNPP -> builder.fourierEmbedding("map_noise.freqs", 2 * dim, Halves.SIN_COS);
      case ADM -> builder.timeEmbedding(dim, Halves.COS_SIN, dim / 2, net.timeScale());
    };
  }

  private void down() {
    x = builder.convolution("enc." + size(0) + "_conv", x, stem(), 3, 1);
    skips.push(x);
    for (int level = 0; level < resolutions.count(); level++) {
      String name = "enc." + size(level);
      if (level > 0) {
        x = blocks.halve(name + "_down", x);
        addImage(name + "_aux_residual");
        skips.push(x);
      }
      for (int i = 0; i < resolutions.blocks(); i++) {
        block(name + "_block" + i, level, resolutions.attends(level));
        skips.push(x);
      }
    }
  }

  private int stem() {
    return net.architecture() == Architecture.ADM ? resolutions.channels(0) : net.baseChannels();
  }

  private void addImage(String name) {
    if (net.architecture() == Architecture.NCSNPP) {
      x = blocks.addImage(name, image, x);
      image = x;
    }
  }

  private void middle() {
    int width = x.shape().channels();
    String name = "dec." + size(resolutions.count() - 1);
    x = blocks.attention(name + "_in0", blocks.residual(name + "_in0", x, width));
    x = blocks.residual(name + "_in1", x, width);
  }

  private void up() {
    for (int level = resolutions.count() - 1; level >= 0; level--) {
      String name = "dec." + size(level);
      if (!resolutions.isLast(level)) {
        x = blocks.enlarge(name + "_up", x);
      }
      for (int i = 0; i <= resolutions.blocks(); i++) {
        x = builder.concat(x, skips.pop());
        boolean here = net.architecture() == Architecture.ADM || i == resolutions.blocks();
        block(name + "_block" + i, level, here && resolutions.attends(level));
      }
    }
  }

  private void block(String name, int level, boolean attends) {
    x = blocks.residual(name, x, resolutions.channels(level));
    if (attends) {
      x = blocks.attention(name, x);
    }
  }

  /** The resolution as layers are called by it, whatever the size of the image at hand. */
  private String size(int level) {
    int pixels = net.imageSize() >> level;
    return pixels + "x" + pixels;
  }
}
