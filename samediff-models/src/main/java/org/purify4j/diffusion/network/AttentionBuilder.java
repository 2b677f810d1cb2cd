package org.purify4j.diffusion.network;

import static org.purify4j.diffusion.network.NodeList.require;

import java.util.Optional;
import org.purify4j.diffusion.network.Op.Attention.Layout;

/** Adds attention over pixels, full or linear, to a network that is being built. */
public final class AttentionBuilder {
  private final NodeList nodes;

  /** Attentions of a builder's network. */
  public AttentionBuilder(NetworkBuilder builder) {
    this.nodes = builder.nodes();
  }

  /** Self-attention over pixels from one map of queries, keys and values. */
  public Node full(Node qkv, int heads, Layout layout) {
    return nodes.add(new Op.Attention(heads, layout, Optional.empty()), attended(qkv, heads), qkv);
  }

  /** Self-attention over pixels from queries, keys and values apart. */
  public Node full(Node queries, Node keys, Node values, int heads) {
    Shape shape = queries.shape();
    require(shape.channels() % heads == 0, "attention", queries, "a multiple of " + heads);
    require(keys.shape().equals(shape), "attention", keys, shape.toString());
    require(values.shape().equals(shape), "attention", values, shape.toString());
    Op op = new Op.Attention(heads, Layout.SEPARATE, Optional.empty());
    return nodes.add(op, shape, queries, keys, values);
  }

  /**
   * Self-attention over pixels and learned keys and values.
   *
   * @param memory whole name of these, {@code [2, heads, entries, d]}
   */
  public Node full(Node qkv, int heads, Layout layout, String memory, int entries) {
    Shape shape = attended(qkv, heads);
    nodes.parameter(memory, 2, heads, entries, shape.channels() / heads);
    return nodes.add(new Op.Attention(heads, layout, Optional.of(memory)), shape, qkv);
  }

  /** Linear attention over pixels from queries, keys and values in this order. */
  public Node linear(Node qkv, int heads) {
    return nodes.add(new Op.LinearAttention(heads, Optional.empty()), attended(qkv, heads), qkv);
  }

  /**
   * Linear attention over pixels and learned keys and values.
   *
   * @param memory whole name of these, {@code [2, heads, d, entries]}
   */
  public Node linear(Node qkv, int heads, String memory, int entries) {
    Shape shape = attended(qkv, heads);
    nodes.parameter(memory, 2, heads, shape.channels() / heads, entries);
    return nodes.add(new Op.LinearAttention(heads, Optional.of(memory)), shape, qkv);
  }

  private static Shape attended(Node qkv, int heads) {
    int channels = qkv.shape().channels();
    require(
        channels % (3 * heads) == 0, "attention", qkv, "a multiple of 3 × " + heads + " channels");
    return qkv.shape().withChannels(channels / 3);
  }
}
