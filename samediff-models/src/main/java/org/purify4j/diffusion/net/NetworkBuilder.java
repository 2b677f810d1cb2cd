package org.purify4j.diffusion.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Describes a {@link Network} value by value. A layer's parameters are named {@code prefix.weight}
 * and {@code prefix.bias}, as PyTorch names them.
 */
public final class NetworkBuilder {
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, long[]> parameters = new LinkedHashMap<>();

  /** The noisy image. */
  public Node image(int channels, int height, int width) {
    return node(new Op.Image(), new Shape(channels, height, width));
  }

  /** The sinusoidal embedding of the network time. */
  public Node timeEmbedding(int dim, Op.TimeEmbedding.Halves halves, double divisor) {
    return node(new Op.TimeEmbedding(dim, halves, divisor), Shape.vector(dim));
  }

  /** A learned vector per class. */
  public Node classEmbedding(String name, int classes, int dim) {
    parameter(name + ".weight", classes, dim);
    return node(new Op.ClassEmbedding(name + ".weight"), Shape.vector(dim));
  }

  /** A fully connected layer on a vector. */
  public Node linear(String name, Node x, int outputs) {
    parameter(name + ".weight", outputs, x.shape().channels());
    parameter(name + ".bias", outputs);
    return node(new Op.Linear(name + ".weight", name + ".bias"), Shape.vector(outputs), x);
  }

  /** A square convolution that keeps the size (stride 1) or halves it (stride 2). */
  public Node convolution(String name, Node x, int outputs, int kernel, int stride) {
    parameter(name + ".weight", outputs, x.shape().channels(), kernel, kernel);
    parameter(name + ".bias", outputs);
    int padding = kernel / 2;
    Shape in = x.shape();
    Shape out =
        new Shape(
            outputs,
            (in.height() + 2 * padding - kernel) / stride + 1,
            (in.width() + 2 * padding - kernel) / stride + 1);
    return node(
        new Op.Convolution(name + ".weight", name + ".bias", kernel, stride, padding), out, x);
  }

  /**
   * A convolution over pixels one by one whose weights are those of a one-dimensional layer, {@code
   * [out, in, 1]}.
   */
  public Node pixelwise(String name, Node x, int outputs) {
    parameter(name + ".weight", outputs, x.shape().channels(), 1);
    parameter(name + ".bias", outputs);
    return node(
        new Op.Convolution(name + ".weight", name + ".bias", 1, 1, 0),
        x.shape().withChannels(outputs),
        x);
  }

  /** Group normalisation with its own affine. */
  public Node groupNorm(String name, Node x, int groups, double epsilon) {
    return node(normOp(name, x, groups, epsilon), x.shape(), x);
  }

  /**
   * Group normalisation, then {@code ·(1 + scale) + shift} with both from a vector {@code [2c]}.
   */
  public Node groupNorm(String name, Node x, Node scaleShift, int groups, double epsilon) {
    int expected = 2 * x.shape().channels();
    require(scaleShift.shape().channels() == expected, name, scaleShift, expected + " values");
    return node(normOp(name, x, groups, epsilon), x.shape(), x, scaleShift);
  }

  private Op normOp(String name, Node x, int groups, double epsilon) {
    int channels = x.shape().channels();
    require(channels % groups == 0, name, x, "a multiple of " + groups + " channels");
    parameter(name + ".weight", channels);
    parameter(name + ".bias", channels);
    return new Op.GroupNorm(name + ".weight", name + ".bias", groups, epsilon);
  }

  /** {@code x · sigmoid(x)}. */
  public Node silu(Node x) {
    return node(new Op.Silu(), x.shape(), x);
  }

  /** Self-attention over pixels from queries, keys and values. */
  public Node attention(Node qkv, int heads, Op.Attention.Layout layout) {
    require(
        qkv.shape().channels() % (3 * heads) == 0,
        "attention",
        qkv,
        "a multiple of 3 × " + heads + " channels");
    return node(
        new Op.Attention(heads, layout), qkv.shape().withChannels(qkv.shape().channels() / 3), qkv);
  }

  /** Element-wise sum. */
  public Node add(Node a, Node b) {
    require(a.shape().equals(b.shape()), "sum", b, a.shape().toString());
    return node(new Op.Add(), a.shape(), a, b);
  }

  /** The vector added to every pixel. */
  public Node addPerChannel(Node x, Node vector) {
    require(
        vector.shape().channels() == x.shape().channels(),
        "sum",
        vector,
        x.shape().channels() + " values");
    return node(new Op.AddPerChannel(), x.shape(), x, vector);
  }

  /** Twofold nearest-neighbour enlargement. */
  public Node upsample(Node x) {
    Shape s = x.shape();
    return node(new Op.Upsample(), new Shape(s.channels(), 2 * s.height(), 2 * s.width()), x);
  }

  /** Mean over 2×2 pixels. */
  public Node averagePool(Node x) {
    Shape s = x.shape();
    require(s.height() % 2 == 0 && s.width() % 2 == 0, "averagePool", x, "an even size");
    return node(new Op.AveragePool(), new Shape(s.channels(), s.height() / 2, s.width() / 2), x);
  }

  /** Concatenation over channels. */
  public Node concat(Node a, Node b) {
    Shape s = a.shape();
    require(
        s.height() == b.shape().height() && s.width() == b.shape().width(),
        "concat",
        b,
        s.height() + "×" + s.width() + " pixels (choose an image size that halves evenly)");
    return node(new Op.Concat(), s.withChannels(s.channels() + b.shape().channels()), a, b);
  }

  /** The network whose output is the value made last. */
  public Network build() {
    return new Network(nodes, parameters);
  }

  private Node node(Op op, Shape shape, Node... inputs) {
    List<Integer> ids = Arrays.stream(inputs).map(Node::id).toList();
    Node node = new Node(nodes.size(), op, ids, shape);
    nodes.add(node);
    return node;
  }

  private void parameter(String name, long... shape) {
    if (parameters.put(name, shape) != null) {
      throw new IllegalArgumentException("parameter: got '" + name + "' twice, must be unique");
    }
  }

  private static void require(boolean holds, String where, Node got, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(where + ": got " + got.shape() + ", must be " + expected);
    }
  }
}
