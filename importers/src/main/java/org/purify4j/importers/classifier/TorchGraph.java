package org.purify4j.importers.classifier;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.family.StrictMatch;
import org.purify4j.importers.layer.ChannelNormalization;
import org.purify4j.importers.layer.NativeBatchNormalization;
import org.purify4j.importers.layer.NativeConvolution;
import org.purify4j.importers.layer.Normalization;

/**
 * Describes a PyTorch classifier in PyTorch's terms, and becomes a DL4J graph with the weights of a
 * checkpoint. Layers carry the names of PyTorch's modules; every method adds one and returns its
 * name, to be given as input to the next.
 */
final class TorchGraph {
  private static final String IMAGES = "images";
  private static final int COLOURS = 3;

  /** PyTorch's defaults of BatchNorm2d: ε, and 1 − momentum. */
  private static final double EPSILON = 1e-5;

  private static final double DECAY = 0.9;

  /** What fine-tuning starts with unless another updater is set: a small step, momentum 0.9. */
  private static final Nesterovs UPDATER = new Nesterovs(1e-3, 0.9);

  private final GraphBuilder builder;
  private final List<WeightBinding> bindings = new ArrayList<>();

  /**
   * @param imageSize height and width of the images the network was trained on
   * @param normalization applied to images in [0, 1] by the first layer
   */
  TorchGraph(int imageSize, Normalization normalization) {
    builder =
        new NeuralNetConfiguration.Builder()
            .dataType(DataType.FLOAT)
            .updater(UPDATER)
            .convolutionMode(ConvolutionMode.Truncate)
            .graphBuilder()
            .addInputs(IMAGES)
            .setInputTypes(InputType.convolutional(imageSize, imageSize, COLOURS));
    layer("normalization", new ChannelNormalization(normalization), IMAGES);
  }

  /** The name of the normalised images. */
  String images() {
    return "normalization";
  }

  /** Conv2d without bias; {@code padding} keeps the size at stride 1. */
  String convolution(String module, int in, int out, int kernel, int stride, String input) {
    bindings.add(
        WeightBinding.same(module + ".weight", module, "W", new long[] {out, in, kernel, kernel}));
    return layer(
        module,
        new NativeConvolution(
            new ConvolutionLayer.Builder(kernel, kernel)
                .stride(stride, stride)
                .padding(kernel / 2, kernel / 2)
                .nIn(in)
                .nOut(out)
                .hasBias(false)
                .activation(Activation.IDENTITY)),
        input);
  }

  /** BatchNorm2d. */
  String batchNorm(String module, int channels, String input) {
    long[] shape = {channels};
    bindings.add(WeightBinding.same(module + ".weight", module, "gamma", shape));
    bindings.add(WeightBinding.same(module + ".bias", module, "beta", shape));
    bindings.add(WeightBinding.same(module + ".running_mean", module, "mean", shape));
    bindings.add(WeightBinding.same(module + ".running_var", module, "var", shape));
    return layer(module, new NativeBatchNormalization(channels, EPSILON, DECAY), input);
  }

  /** ReLU. */
  String relu(String name, String input) {
    return layer(name, new ActivationLayer(Activation.RELU), input);
  }

  /** The sum of two branches. */
  String add(String name, String left, String right) {
    builder.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), left, right);
    return name;
  }

  /** A layer without weights. */
  String layer(String name, Layer layer, String input) {
    builder.addLayer(name, layer, input);
    return name;
  }

  /** The mean over all pixels, Linear, and the softmax that DL4J classifiers end in. */
  void head(String module, int in, int classes, String input) {
    String pooled = layer("pool", new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), input);
    bindings.add(
        WeightBinding.transposed(module + ".weight", module, "W", new long[] {classes, in}));
    bindings.add(WeightBinding.same(module + ".bias", module, "b", new long[] {classes}));
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
    StrictMatch.check(checkpoint, expected);
    ComputationGraph graph = new ComputationGraph(builder.build());
    graph.init();
    bindings.forEach(binding -> binding.load(checkpoint, graph));
    return graph;
  }
}
