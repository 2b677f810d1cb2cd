package org.purify4j.diffusion.network;

import static org.purify4j.diffusion.network.NodeList.require;
import static org.purify4j.diffusion.network.NodeList.requireEven;

import java.util.Optional;
import org.purify4j.diffusion.network.Op.Convolution.WeightOrder;
import org.purify4j.diffusion.network.Op.Filter;

/**
 * Builds the description of a {@link Network}, value by value. A layer's parameters are named
 * {@code prefix.weight} and {@code prefix.bias}, as PyTorch names them. {@link AttentionBuilder}
 * adds attention.
 */
public final class NetworkBuilder {
  private final NodeList nodes = new NodeList();

  /** The noisy image. */
  public Node image(int channels, int height, int width) {
    return node(new Op.Image(), new Shape(channels, height, width));
  }

  /** The sinusoidal embedding of the network time. */
  public Node timeEmbedding(int dim, Op.TimeEmbedding.Halves halves, double divisor) {
    return timeEmbedding(dim, halves, divisor, 1);
  }

  /** The sinusoidal embedding of the network time, times a factor. */
  public Node timeEmbedding(
      int dim, Op.TimeEmbedding.Halves halves, double divisor, double timeScale) {
    return node(new Op.TimeEmbedding(dim, halves, divisor, timeScale), Shape.vector(dim));
  }

  /**
   * The embedding of the network time at random frequencies.
   *
   * @param frequencies whole name of these, {@code [dim/2]}
   */
  public Node fourierEmbedding(String frequencies, int dim, Op.TimeEmbedding.Halves halves) {
    if (dim % 2 != 0) {
      throw new IllegalArgumentException("dim: got " + dim + ", must be even");
    }
    parameter(frequencies, dim / 2);
    return node(new Op.FourierEmbedding(frequencies, halves), Shape.vector(dim));
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

  /**
   * A square convolution of an odd kernel with the same zeros on all sides, which keeps the size
   * (stride 1) or halves it (stride 2).
   */
  public Node convolution(String name, Node x, int outputs, int kernel, int stride) {
    if (stride == 2) {
      requireEven(name, x);
    }
    Shape out = x.shape().divided(stride).withChannels(outputs);
    return convolution(name, x, out, kernel, stride, kernel / 2, Bias.LEARNED);
  }

  /** A square convolution of an odd kernel that keeps the size and adds no bias. */
  public Node convolutionWithoutBias(String name, Node x, int outputs, int kernel) {
    Shape out = x.shape().withChannels(outputs);
    return convolution(name, x, out, kernel, 1, kernel / 2, Bias.NONE);
  }

  /**
   * A 3×3 convolution that halves the size, with a row and a column of zeros after the last and
   * none before the first: TensorFlow's "SAME" for an even size, as in DDPM (Ho et al. 2020).
   */
  public Node convolutionPaddedAfter(String name, Node x, int outputs) {
    requireEven(name, x);
    Shape out = x.shape().divided(2).withChannels(outputs);
    return convolution(name, x, out, 3, 2, 0, Bias.LEARNED);
  }

  /**
   * {@link Op.Blur}, then a 3×3 convolution that halves the size: score_sde's {@code
   * conv_downsample_2d}, and EDM's fused down-sampling.
   */
  public Node convolutionAfterBlur(String name, Node x, int outputs) {
    requireEven(name, x);
    Shape s = x.shape();
    Node blurred = node(new Op.Blur(), new Shape(s.channels(), s.height() + 1, s.width() + 1), x);
    Shape out = s.divided(2).withChannels(outputs);
    return convolution(name, blurred, out, 3, 2, 0, Bias.LEARNED);
  }

  private enum Bias {
    LEARNED,
    NONE
  }

  private Node convolution(
      String name, Node x, Shape out, int kernel, int stride, int padding, Bias bias) {
    String weight = name + ".weight";
    parameter(weight, out.channels(), x.shape().channels(), kernel, kernel);
    Optional<String> biasName =
        bias == Bias.LEARNED ? Optional.of(bias(name + ".bias", out)) : Optional.empty();
    return node(
        new Op.Convolution(weight, biasName, WeightOrder.OUT_IN, kernel, stride, padding), out, x);
  }

  private String bias(String name, Shape out) {
    parameter(name, out.channels());
    return name;
  }

  /**
   * A convolution over pixels one by one whose weights are those of a one-dimensional layer, {@code
   * [out, in, 1]}.
   */
  public Node pixelwise(String name, Node x, int outputs) {
    parameter(name + ".weight", outputs, x.shape().channels(), 1);
    return pixelwise(name + ".weight", WeightOrder.OUT_IN, name + ".bias", x, outputs);
  }

  /**
   * A convolution over pixels one by one whose weights are those of a fully connected layer, {@code
   * [out, in]}.
   */
  public Node pixelwiseLinear(String name, Node x, int outputs) {
    parameter(name + ".weight", outputs, x.shape().channels());
    return pixelwise(name + ".weight", WeightOrder.OUT_IN, name + ".bias", x, outputs);
  }

  /**
   * A convolution over pixels one by one with a matrix {@code name.W} {@code [in, out]} and {@code
   * name.b}: score_sde's {@code NIN}.
   */
  public Node nin(String name, Node x, int outputs) {
    parameter(name + ".W", x.shape().channels(), outputs);
    return pixelwise(name + ".W", WeightOrder.IN_OUT, name + ".b", x, outputs);
  }

  private Node pixelwise(String weight, WeightOrder order, String bias, Node x, int outputs) {
    Shape out = x.shape().withChannels(outputs);
    return node(new Op.Convolution(weight, Optional.of(bias(bias, out)), order, 1, 1, 0), out, x);
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

  /** Root-mean-square normalisation over channels with its own gain {@code name.g}. */
  public Node rmsNorm(String name, Node x) {
    return node(rmsOp(name, x), x.shape(), x);
  }

  /**
   * Root-mean-square normalisation, then {@code ·(1 + scale) + shift} with both from a vector
   * {@code [2c]}.
   */
  public Node rmsNorm(String name, Node x, Node scaleShift) {
    int expected = 2 * x.shape().channels();
    require(scaleShift.shape().channels() == expected, name, scaleShift, expected + " values");
    return node(rmsOp(name, x), x.shape(), x, scaleShift);
  }

  private Op rmsOp(String name, Node x) {
    parameter(name + ".g", 1, x.shape().channels(), 1, 1);
    return new Op.RmsNorm(name + ".g");
  }

  /** {@code x · sigmoid(x)}. */
  public Node silu(Node x) {
    return node(new Op.Silu(), x.shape(), x);
  }

  /** {@code x · Φ(x)} of a vector. */
  public Node gelu(Node x) {
    require(!x.shape().isMap(), "gelu", x, "a vector");
    return node(new Op.Gelu(), x.shape(), x);
  }

  /** Element-wise sum. */
  public Node add(Node a, Node b) {
    return add(a, b, 1);
  }

  /** Element-wise sum, times a factor. */
  public Node add(Node a, Node b, double scale) {
    require(a.shape().equals(b.shape()), "sum", b, a.shape().toString());
    return node(new Op.Add(scale), a.shape(), a, b);
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

  /** Twice the size both ways. */
  public Node upsample(Node x, Filter filter) {
    Shape s = x.shape();
    Shape out = new Shape(s.channels(), 2 * s.height(), 2 * s.width());
    return node(new Op.Upsample(filter), out, x);
  }

  /** Half the size both ways. */
  public Node downsample(Node x, Filter filter) {
    requireEven("downsample", x);
    return node(new Op.Downsample(filter), x.shape().divided(2), x);
  }

  /** Each 2×2 block of pixels as one pixel of four times the channels. */
  public Node spaceToDepth(Node x) {
    requireEven("spaceToDepth", x);
    Shape half = x.shape().divided(2);
    return node(new Op.SpaceToDepth(), half.withChannels(4 * half.channels()), x);
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

  /**
   * A tensor that the family's checkpoints carry and the network does not compute with, such as the
   * table of a noise schedule; it is kept so that nothing of a checkpoint is lost.
   */
  public void unused(String name, long... shape) {
    parameter(name, shape);
  }

  /** The network whose output is the value made last. */
  public Network build() {
    return nodes.build();
  }

  /** What has been built so far. */
  NodeList nodes() {
    return nodes;
  }

  private Node node(Op op, Shape shape, Node... inputs) {
    return nodes.add(op, shape, inputs);
  }

  private void parameter(String name, long... shape) {
    nodes.parameter(name, shape);
  }
}
