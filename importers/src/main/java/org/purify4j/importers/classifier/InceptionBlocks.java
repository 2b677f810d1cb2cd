package org.purify4j.importers.classifier;

import java.util.List;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;

/** The building blocks of Inception-ResNet: branches of activated convolutions side by side. */
final class InceptionBlocks {
  private final TorchGraph graph;

  InceptionBlocks(TorchGraph graph) {
    this.graph = graph;
  }

  /** Convolution, batch normalisation and ReLU, as {@code BasicConv2d}. */
  String unit(String module, Convolution settings, String input) {
    return graph.relu(
        graph.normalised(new ConvolutionNames("conv", "bn").within(module), settings, input));
  }

  /**
   * Several units one after the other.
   *
   * @param module name of the unit, if it is one, or of the Sequential that holds them
   * @param units what they convolve
   */
  String branch(String module, int first, List<Convolution> units, String input) {
    String x = input;
    for (int i = 0; i < units.size(); i++) {
      boolean alone = units.size() == 1 && first == 0;
      x = unit(alone ? module : module + "." + (first + i), units.get(i), x);
    }
    return x;
  }

  /** Branches {@code branch0}, {@code branch1}, ... of a module, with the same input. */
  String[] branches(String module, List<List<Convolution>> branches, String input) {
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
      String module, double scale, int channels, List<List<Convolution>> branches, String input) {
    int joint = 0;
    for (List<Convolution> branch : branches) {
      joint += branch.get(branch.size() - 1).out();
    }
    String x = graph.concatenate(module + ".cat", branches(module, branches, input));
    Convolution projection = Convolution.pointwise(joint, channels).withBias();
    x = graph.convolution(module + ".conv2d", projection, x);
    x = graph.vertex(module + ".scale", new ScaleVertex(scale), x);
    return graph.add(module + ".add", x, input);
  }
}
