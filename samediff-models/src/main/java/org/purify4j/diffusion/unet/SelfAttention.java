package org.purify4j.diffusion.unet;

import java.util.List;
import org.purify4j.diffusion.network.AttentionBuilder;
import org.purify4j.diffusion.network.NetworkBuilder;
import org.purify4j.diffusion.network.Node;
import org.purify4j.diffusion.network.Op.Attention.Layout;

/**
 * The attention block that all families share: norm, queries, keys and values, self-attention over
 * pixels, projection; plus the input.
 */
final class SelfAttention {
  /** A layer over pixels one by one, in one of the forms that checkpoints store it in. */
  interface Projection {
    Node apply(String name, Node x, int outputs);
  }

  /**
   * What a family's attentions have in common.
   *
   * @param norm name of the normalisation, after the block's own
   * @param inputs name of the one layer that gives queries, keys and values, or of the three
   * @param output name of the projection
   * @param norms how it normalises
   * @param heads of the attention
   * @param layout of the one layer's channels
   * @param scale factor of the sum of both branches
   */
  record Style(
      String norm,
      List<String> inputs,
      String output,
      GroupNorms norms,
      Heads heads,
      Layout layout,
      double scale) {
    Style {
      inputs = List.copyOf(inputs);
      boolean apart = layout == Layout.SEPARATE;
      if (inputs.size() != (apart ? 3 : 1)) {
        throw new IllegalArgumentException(
            "inputs: got " + inputs + ", must be " + (apart ? "three names" : "one name"));
      }
    }

    /** Three layers for queries, keys and values. */
    static Style apart(
        String norm, List<String> layers, GroupNorms norms, Heads heads, double scale) {
      return new Style(
          norm, layers.subList(0, 3), layers.get(3), norms, heads, Layout.SEPARATE, scale);
    }
  }

  private final NetworkBuilder builder;
  private final AttentionBuilder attentions;
  private final Style style;
  private final Projection projection;

  /** The attentions of one network. */
  SelfAttention(NetworkBuilder builder, Style style, Projection projection) {
    this.builder = builder;
    this.attentions = new AttentionBuilder(builder);
    this.style = style;
    this.projection = projection;
  }

  Node apply(String name, Node x) {
    int channels = x.shape().channels();
    Node normed = style.norms().apply(builder, name + style.norm(), x);
    Node attended = attend(name, normed, style.heads().of(channels));
    Node projected = projection.apply(name + style.output(), attended, channels);
    return builder.add(x, projected, style.scale());
  }

  private Node attend(String name, Node x, int heads) {
    int channels = x.shape().channels();
    if (style.layout() != Layout.SEPARATE) {
      Node qkv = projection.apply(name + style.inputs().get(0), x, 3 * channels);
      return attentions.full(qkv, heads, style.layout());
    }
    Node queries = projection.apply(name + style.inputs().get(0), x, channels);
    Node keys = projection.apply(name + style.inputs().get(1), x, channels);
    Node values = projection.apply(name + style.inputs().get(2), x, channels);
    return attentions.full(queries, keys, values, heads);
  }
}
