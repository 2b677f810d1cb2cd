package org.purify4j.victim;

import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.GaussianNoise;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

/** Small classifiers of 3×8×8 images with everything that tells training from inference. */
public final class Networks {
  public static final int CLASSES = 4;
  public static final int SIDE = 8;

  private Networks() {}

  /** Convolutions at stride 1 and 2, batch norm on images and vectors, dropout, drop-connect. */
  public static MultiLayerNetwork layers(DataType type) {
    return layers(type, new Sgd(0.05));
  }

  /** The same in float, trained with an updater that has a state. */
  public static MultiLayerNetwork layersWithMomentum() {
    return layers(DataType.FLOAT, new Nesterovs(0.05, 0.9));
  }

  private static MultiLayerNetwork layers(DataType type, IUpdater updater) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .dataType(type)
                .seed(5)
                .updater(updater)
                .dropOut(0.7)
                .weightNoise(new DropConnect(0.8))
                .list()
                .layer(convolution(6, 3, 1, 1).activation(Activation.TANH).build())
                .layer(new BatchNormalization())
                .layer(new ActivationLayer(Activation.LEAKYRELU))
                .layer(convolution(5, 3, 2, 1).activation(Activation.IDENTITY).build())
                .layer(new DropoutLayer(0.5))
                .layer(
                    new SubsamplingLayer.Builder(PoolingType.AVG)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .build())
                .layer(new DenseLayer.Builder().nOut(9).activation(Activation.IDENTITY).build())
                .layer(new BatchNormalization.Builder().useLogStd(false).build())
                .layer(new ActivationLayer(Activation.TANH))
                .layer(new OutputLayer.Builder().nOut(CLASSES).build())
                .setInputType(InputType.convolutional(SIDE, SIDE, 3))
                .build());
    network.init();
    scramble(network.paramTable());
    return network;
  }

  /**
   * A pre-activation residual block whose branch and shortcut read the same array, two readers of
   * the image, drop-connect, additive noise and batch norm with locked scale and shift.
   */
  public static ComputationGraph graph(DataType type) {
    GraphBuilder builder =
        new NeuralNetConfiguration.Builder()
            .dataType(type)
            .seed(6)
            .updater(new Sgd(0.05))
            .weightNoise(new DropConnect(0.8))
            .graphBuilder()
            .addInputs("image")
            .setInputTypes(InputType.convolutional(SIDE, SIDE, 3));
    builder
        .addLayer("stem", convolution(6, 3, 1, 1).activation(Activation.TANH).build(), "image")
        .addLayer("side", convolution(6, 1, 1, 0).activation(Activation.IDENTITY).build(), "image")
        .addVertex("both", new ElementWiseVertex(ElementWiseVertex.Op.Add), "stem", "side")
        .addLayer("norm1", new BatchNormalization(), "both")
        .addLayer("act1", new ActivationLayer(Activation.TANH), "norm1")
        .addLayer("conv1", convolution(6, 3, 1, 1).activation(Activation.IDENTITY).build(), "act1")
        .addLayer(
            "norm2",
            new BatchNormalization.Builder().lockGammaBeta(true).gamma(1.5).beta(0.3).build(),
            "conv1")
        .addLayer("act2", new ActivationLayer(Activation.LEAKYRELU), "norm2")
        .addLayer(
            "conv2",
            new ConvolutionLayer.Builder(2, 2)
                .nOut(6)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.SIGMOID)
                .dropOut(new GaussianNoise(0.3))
                .build(),
            "act2")
        .addVertex("add", new ElementWiseVertex(ElementWiseVertex.Op.Add), "conv2", "norm1")
        .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "add")
        .addLayer("out", new OutputLayer.Builder().nOut(CLASSES).build(), "pool")
        .setOutputs("out");
    ComputationGraph network = new ComputationGraph(builder.build());
    network.init();
    scramble(network.paramTable());
    return network;
  }

  static ConvolutionLayer.Builder convolution(int out, int kernel, int stride, int padding) {
    return new ConvolutionLayer.Builder(kernel, kernel)
        .nOut(out)
        .stride(stride, stride)
        .padding(padding, padding);
  }

  /** Makes biases and running statistics anything but their initial zeros and ones. */
  private static void scramble(Map<String, INDArray> parameters) {
    long seed = 0;
    for (Map.Entry<String, INDArray> parameter : parameters.entrySet()) {
      INDArray values = parameter.getValue();
      String name = parameter.getKey().substring(parameter.getKey().lastIndexOf('_') + 1);
      seed++;
      switch (name) {
        case "b", "beta", "mean" -> set(values, seed, -0.5, 0.5);
        case "gamma", "var" -> set(values, seed, 0.4, 2);
        case "log10stdev" -> set(values, seed, -0.4, 0.3);
        default -> {}
      }
    }
  }

  private static void set(INDArray values, long seed, double low, double high) {
    values.assign(TestImages.uniform(seed, low, high, values.dataType(), values.shape()));
  }
}
