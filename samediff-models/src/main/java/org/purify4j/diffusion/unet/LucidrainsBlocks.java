package org.purify4j.diffusion.unet;

import org.purify4j.diffusion.network.AttentionBuilder;
import org.purify4j.diffusion.network.NetworkBuilder;
import org.purify4j.diffusion.network.Node;
import org.purify4j.diffusion.network.Op.Attention.Layout;
import org.purify4j.diffusion.unet.LucidrainsUNet.Attention;

/**
 * The pieces a {@link LucidrainsUNet} is made of. Its residual block is unlike that of the other
 * families: convolution, norm, SiLU, twice, with the time in the first.
 */
final class LucidrainsBlocks {
  private final NetworkBuilder builder;
  private final Node embedding;
  private final Attention attention;

  LucidrainsBlocks(NetworkBuilder builder, Node embedding, Attention attention) {
    this.builder = builder;
    this.embedding = embedding;
    this.attention = attention;
  }

  Node residual(String name, Node x, int outputs) {
    Node h = builder.convolution(name + ".block1.proj", x, outputs, 3, 1);
    Node scaleShift = builder.linear(name + ".mlp.1", embedding, 2 * outputs);
    h = builder.silu(builder.rmsNorm(name + ".block1.norm", h, scaleShift));
    h = builder.convolution(name + ".block2.proj", h, outputs, 3, 1);
    h = builder.silu(builder.rmsNorm(name + ".block2.norm", h));
    Node skip =
        x.shape().channels() == outputs
            ? x
            : builder.convolution(name + ".res_conv", x, outputs, 1, 1);
    return builder.add(skip, h);
  }

  Node fullAttention(String name, Node x) {
    Node attended =
        new AttentionBuilder(builder)
            .full(
                qkv(name, x),
                attention.heads(),
                Layout.QKV_FIRST,
                name + ".mem_kv",
                attention.memory());
    return builder.add(
        x, builder.convolution(name + ".to_out", attended, x.shape().channels(), 1, 1));
  }

  Node linearAttention(String name, Node x) {
    Node attended =
        new AttentionBuilder(builder)
            .linear(qkv(name, x), attention.heads(), name + ".mem_kv", attention.memory());
    Node projected = builder.convolution(name + ".to_out.0", attended, x.shape().channels(), 1, 1);
    return builder.add(x, builder.rmsNorm(name + ".to_out.1", projected));
  }

  private Node qkv(String name, Node x) {
    int channels = 3 * attention.heads() * attention.headChannels();
    Node normed = builder.rmsNorm(name + ".norm", x);
    return builder.convolutionWithoutBias(name + ".to_qkv", normed, channels, 1);
  }
}
