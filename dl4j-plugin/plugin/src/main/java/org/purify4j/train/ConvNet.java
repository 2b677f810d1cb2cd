package org.purify4j.train;

import java.util.Collections;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.purify4j.layers.ChannelNormalizationLayer;
import org.purify4j.layers.ImageNormalization;
import org.purify4j.layers.NativeConvolutionLayer;

/**
 * A small plain convolutional network: 3×3 convolutions with ReLU at three resolutions, and a
 * linear layer. It takes images {@code [n, channels, h, w]} in [0, 1], and gives probabilities
 * {@code [n, classes]}.
 *
 * @param channels of the images: 3 for RGB, 1 for grey
 * @param size height and width of the images, a multiple of 4
 * @param width channels at the full size; twice as many at half of it, four times at a quarter
 * @param classes number of classes, at least 2
 */
public record ConvNet(int channels, int size, int width, int classes) {
  private static final int COLOURS = 3;
  private static final int KERNEL = 3;

  public ConvNet {
    requireAtLeast("channels", channels, 1);
    if (size < 4 || size % 4 != 0) {
      throw new IllegalArgumentException("size: got " + size + ", must be a multiple of 4");
    }
    requireAtLeast("width", width, 1);
    requireAtLeast("classes", classes, 2);
  }

  /** A network of RGB images. */
  public ConvNet(int size, int width, int classes) {
    this(COLOURS, size, width, classes);
  }

  /** Roughly centres images in [0, 1]; the values are fixed, not computed from data. */
  private ImageNormalization normalization() {
    return new ImageNormalization(
        Collections.nCopies(channels, 0.5), Collections.nCopies(channels, 0.25));
  }

  private static void requireAtLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(name + ": got " + value + ", must be at least " + least);
    }
  }

  /**
   * The network with random weights (He et al. 2015).
   *
   * @param seed of the weights
   * @param updater how it is to be trained
   */
  public ComputationGraph initialised(long seed, IUpdater updater) {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .updater(updater)
            .weightInit(WeightInit.RELU)
            .graphBuilder()
            .addInputs("images")
            .setInputTypes(InputType.convolutional(size, size, channels))
            .addLayer("normalization", new ChannelNormalizationLayer(normalization()), "images");
    String last = "normalization";
    last = convolution(graph, "conv1", width, 1, last);
    last = convolution(graph, "conv2", 2 * width, 2, last);
    last = convolution(graph, "conv3", 2 * width, 1, last);
    last = convolution(graph, "conv4", 4 * width, 2, last);
    last = convolution(graph, "conv5", 4 * width, 1, last);
    last = convolution(graph, "conv6", 4 * width, 2, last);
    graph.addLayer(
        "output",
        new OutputLayer.Builder(LossFunction.MCXENT)
            .nOut(classes)
            .activation(Activation.SOFTMAX)
            .build(),
        last);
    ComputationGraph network = new ComputationGraph(graph.setOutputs("output").build());
    network.init();
    return network;
  }

  private static String convolution(
      GraphBuilder graph, String name, int outputs, int stride, String input) {
    graph.addLayer(
        name,
        new NativeConvolutionLayer(
            new ConvolutionLayer.Builder(KERNEL, KERNEL)
                .stride(stride, stride)
                .convolutionMode(ConvolutionMode.Same)
                .nOut(outputs)
                .activation(Activation.RELU)),
        input);
    return name;
  }
}
