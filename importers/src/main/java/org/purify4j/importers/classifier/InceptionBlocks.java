package org.purify4j.importers.classifier;

import java.util.List;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;

/**
 * The building blocks of Inception-ResNet: branches of activated convolutions side by side. Numbers
 * of channels are given as in the published network, and scaled to the width of this one.
 */
final class InceptionBlocks {
  private static final int PUBLISHED_WIDTH = 32;
  private static final int COLOURS = 3;

  private final TorchGraph graph;
  private final int width;

  /**
   * @param width channels of the first convolution
   */
  InceptionBlocks(TorchGraph graph, int width) {
    this.graph = graph;
    this.width = width;
  }

  /** This network's number of channels where the published one has this many. */
  int channels(int published) {
    return published == COLOURS ? published : published * width / PUBLISHED_WIDTH;
  }

  /** Conv2d, batch normalisation and ReLU, as {@code BasicConv2d}. */
  String unit(String module, Conv2d settings, String input) {
    return graph.relu(
        graph.normalised(
            new ConvolutionNames("conv", "bn").within(module), scaled(settings), input));
  }

  /**
   * Several units one after the other.
   *
   * @param module name of the unit, if it is one and the first, or of the Sequential that holds
   *     them
   * @param first number of the first unit in the Sequential
   * @param units what they convolve
   */
  String branch(String module, int first, List<Conv2d> units, String input) {
    String x = input;
    for (int i = 0; i < units.size(); i++) {
      boolean alone = units.size() == 1 && first == 0;
      x = unit(alone ? module : module + "." + (first + i), units.get(i), x);
    }
    return x;
  }

  /** Branches {@code branch0}, {@code branch1}, ... of a module, with the same input. */
  String[] branches(String module, List<List<Conv2d>> branches, String input) {
    String[] outputs = new String[branches.size()];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = branch(module + ".branch" + i, 0, branches.get(i), input);
    }
    return outputs;
  }

  /**
   * A residual block: branches, a 1×1 convolution with bias, scaled, plus the input.
   *
   * @param scale of what is added
   * @param channels of input and output
   */
  String residual(
      String module, double scale, int channels, List<List<Conv2d>> branches, String input) {
    int joint = 0;
    for (List<Conv2d> branch : branches) {
      joint += branch.get(branch.size() - 1).out();
    }
    String x = graph.concatenate(module + ".cat", branches(module, branches, input));
    Conv2d projection = Conv2d.pointwise(joint, channels).withBias();
    x = graph.convolution(module + ".conv2d", scaled(projection), x);
    x = graph.vertex(module + ".scale", new ScaleVertex(scale), x);
    return graph.add(module + ".add", x, input);
  }

  private Conv2d scaled(Conv2d published) {
    return published.withChannels(channels(published.in()), channels(published.out()));
  }
}
