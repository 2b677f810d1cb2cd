package org.purify4j.importers.classifier;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.family.StrictMatch;
import org.purify4j.layers.ChannelNormalizationLayer;
import org.purify4j.layers.ImageNormalization;
import org.purify4j.layers.NativeBatchNormalizationLayer;
import org.purify4j.layers.NativeConvolutionLayer;

/**
 * Describes a PyTorch classifier in PyTorch's terms, and becomes a DL4J graph with the weights of a
 * checkpoint. Layers carry the names of PyTorch's modules; every method adds one and returns its
 * name, to be given as input to the next.
 */
final class TorchGraph {
  private static final String IMAGES = "images";
  private static final int COLOURS = 3;

  /** 1 − momentum, of PyTorch's default for BatchNorm2d. */
  private static final double DECAY = 0.9;

  /**
   * The updater with which fine-tuning starts unless another is set: a small step, momentum 0.9.
   */
  private static final Nesterovs UPDATER = new Nesterovs(1e-3, 0.9);

  private final double epsilon;
  private final GraphBuilder builder;
  private final List<WeightBinding> bindings = new ArrayList<>();
  private final Set<String> unused = new LinkedHashSet<>();

  /**
   * @param imageSize height and width of the images
   * @param normalization applied to images in [0, 1] by the first layer
   * @param epsilon of every batch normalisation
   */
  TorchGraph(int imageSize, ImageNormalization normalization, double epsilon) {
    this.epsilon = epsilon;
    builder =
        new NeuralNetConfiguration.Builder()
            .dataType(DataType.FLOAT)
            .updater(UPDATER)
            .convolutionMode(ConvolutionMode.Truncate)
            .graphBuilder()
            .addInputs(IMAGES)
            .setInputTypes(InputType.convolutional(imageSize, imageSize, COLOURS));
    unused.addAll(List.of(Checkpoint.INPUT_MEAN, Checkpoint.INPUT_STD));
    layer("normalization", new ChannelNormalizationLayer(normalization), IMAGES);
  }

  /** The name of the normalised images. */
  String images() {
    return "normalization";
  }

  /** Conv2d. */
  String convolution(String module, Conv2d settings, String input) {
    bindings.add(
        WeightBinding.same(
            module + ".weight",
            module,
            "W",
            settings.out(),
            settings.in(),
            settings.height(),
            settings.width()));
    if (settings.bias()) {
      bindings.add(WeightBinding.same(module + ".bias", module, "b", settings.out()));
    }
    return layer(
        module,
        new NativeConvolutionLayer(
            new ConvolutionLayer.Builder(settings.kernel(), settings.strides(), settings.paddings())
                .nIn(settings.in())
                .nOut(settings.out())
                .hasBias(settings.bias())
                .activation(Activation.IDENTITY)),
        input);
  }

  /** Conv2d with one group per channel, padded to keep the size at stride 1, without bias. */
  String depthwise(String module, int channels, int kernel, int stride, String input) {
    bindings.add(
        WeightBinding.depthwise(module + ".weight", module, "W", channels, 1, kernel, kernel));
    return layer(
        module,
        new DepthwiseConvolution2D.Builder(kernel, kernel)
            .stride(stride, stride)
            .padding(kernel / 2, kernel / 2)
            .depthMultiplier(1)
            .nIn(channels)
            .nOut(channels)
            .hasBias(false)
            .activation(Activation.IDENTITY)
            .build(),
        input);
  }

  /** BatchNorm2d. */
  String batchNorm(String module, int channels, String input) {
    bindings.add(WeightBinding.same(module + ".weight", module, "gamma", channels));
    bindings.add(WeightBinding.same(module + ".bias", module, "beta", channels));
    bindings.add(WeightBinding.same(module + ".running_mean", module, "mean", channels));
    bindings.add(WeightBinding.same(module + ".running_var", module, "var", channels));
    return layer(module, new NativeBatchNormalizationLayer(channels, epsilon, DECAY), input);
  }

  /** Conv2d and BatchNorm2d. */
  String normalised(ConvolutionNames names, Conv2d settings, String input) {
    return batchNorm(
        names.norm(), settings.out(), convolution(names.convolution(), settings, input));
  }

  /** Conv2d with one group per channel, and BatchNorm2d. */
  String normalisedDepthwise(
      ConvolutionNames names, int channels, int kernel, int stride, String input) {
    String x = depthwise(names.convolution(), channels, kernel, stride, input);
    return batchNorm(names.norm(), channels, x);
  }

  /** An activation function; the layer is named after its input. */
  String activation(Activation function, String input) {
    return layer(input + ".activation", new ActivationLayer(function), input);
  }

  /** ReLU; the layer is named after its input. */
  String relu(String input) {
    return activation(Activation.RELU, input);
  }

  /** MaxPool2d, 3×3, stride 2. */
  String maximum(String name, int padding, String input) {
    return layer(name, pooling(PoolingType.MAX, 2, padding), input);
  }

  /** AvgPool2d, 3×3, stride 1, padding 1, over the pixels that are there. */
  String average(String name, String input) {
    return layer(name, pooling(PoolingType.AVG, 1, 1), input);
  }

  private static SubsamplingLayer pooling(PoolingType type, int stride, int padding) {
    return new SubsamplingLayer.Builder(type)
        .kernelSize(3, 3)
        .stride(stride, stride)
        .padding(padding, padding)
        .build();
  }

  /** The sum of two branches. */
  String add(String name, String left, String right) {
    return vertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), left, right);
  }

  /** The channels of all branches, one branch after the other. */
  String concatenate(String name, String... inputs) {
    return vertex(name, new MergeVertex(), inputs);
  }

  /** A vertex without weights. */
  String vertex(String name, GraphVertex vertex, String... inputs) {
    builder.addVertex(name, vertex, inputs);
    return name;
  }

  /** A layer without weights. */
  String layer(String name, Layer layer, String input) {
    builder.addLayer(name, layer, input);
    return name;
  }

  /** Tensors of a module that the checkpoint may hold though nothing is computed with them. */
  void unused(String module) {
    unused.add(module + ".");
  }

  /** The mean over all pixels, Linear, and the softmax that DL4J classifiers end in. */
  void head(String module, int in, int classes, String input) {
    String pooled = layer("pool", new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), input);
    bindings.add(WeightBinding.transposed(module + ".weight", module, "W", classes, in));
    bindings.add(WeightBinding.same(module + ".bias", module, "b", classes));
    layer(
        module,
        new OutputLayer.Builder(LossFunction.MCXENT)
            .nIn(in)
            .nOut(classes)
            .activation(Activation.SOFTMAX)
            .build(),
        pooled);
    builder.setOutputs(module);
  }

  /**
   * The graph with the weights of a checkpoint.
   *
   * @throws org.purify4j.importers.checkpoint.ImportException listing the tensors that do not fit
   */
  ComputationGraph load(Checkpoint checkpoint) {
    Map<String, long[]> expected = new LinkedHashMap<>();
    bindings.forEach(binding -> expected.put(binding.tensor(), binding.shape()));
    StrictMatch.check(checkpoint, expected, unused);
    ComputationGraph graph = new ComputationGraph(builder.build());
    graph.init();
    bindings.forEach(binding -> binding.load(checkpoint, graph));
    return graph;
  }
}
