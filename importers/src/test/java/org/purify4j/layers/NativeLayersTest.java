package org.purify4j.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The native layers against DL4J's own, with the same parameters. */
class NativeLayersTest {
  private static final int CHANNELS = 4;

  private MultiLayerNetwork stock;
  private MultiLayerNetwork fast;
  private INDArray images;
  private INDArray labels;

  @BeforeEach
  void build() {
    stock =
        network(
            convolution().build(),
            new BatchNormalization.Builder().eps(1e-3).decay(0.8).useLogStd(false).build());
    fast =
        network(
            new NativeConvolutionLayer(convolution()),
            new NativeBatchNormalizationLayer(CHANNELS, 1e-3, 0.8));
    Random random = new Random(5);
    float[] parameters = new float[(int) stock.numParams()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = 0.1f + random.nextFloat();
    }
    stock.setParams(Nd4j.createFromArray(parameters).reshape(1, -1));
    fast.setParams(Nd4j.createFromArray(parameters).reshape(1, -1));
    float[] pixels = new float[6 * 3 * 8 * 10];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat();
    }
    images = Nd4j.createFromArray(pixels).reshape('c', 6, 3, 8, 10);
    labels = Nd4j.eye(2).repeat(0, 3);
  }

  @Test
  void inference() {
    same(stock.output(images), fast.output(images));
    same(
        stock.activate(images, org.deeplearning4j.nn.api.Layer.TrainingMode.TEST),
        fast.activate(images, org.deeplearning4j.nn.api.Layer.TrainingMode.TEST));
  }

  @Test
  void inputGradient() {
    same(
        stock.calculateGradients(images, labels, null, null).getSecond(),
        fast.calculateGradients(images, labels, null, null).getSecond());
  }

  @Test
  void backwardAfterAnInferenceForward() {
    INDArray features = Nd4j.linspace(0, 1, 2L * CHANNELS * 6).castTo(DataType.FLOAT);
    INDArray x = features.reshape('c', 2, CHANNELS, 2, 3);
    same(inferenceEpsilon(stock, x), inferenceEpsilon(fast, x));
  }

  private static INDArray inferenceEpsilon(MultiLayerNetwork network, INDArray x) {
    network.initGradientsView();
    LayerWorkspaceMgr none = LayerWorkspaceMgr.noWorkspaces();
    org.deeplearning4j.nn.api.Layer layer = network.getLayer(1);
    layer.setInput(x, none);
    INDArray y = layer.activate(false, none);
    return layer.backpropGradient(y.mul(y), none).getSecond();
  }

  @Test
  void trainingIsDl4jsOwnButForTheUnbiasedVariance() {
    INDArray before = fast.getParam("1_var").dup();
    stock.fit(new DataSet(images, labels));
    fast.fit(new DataSet(images, labels));
    double count = 6 * 4 * 5; // values of a channel after the convolution
    INDArray ofBatch = stock.getParam("1_var").sub(before.mul(0.8)).divi(0.2);
    same(before.mul(0.8).addi(ofBatch.mul(0.2 * count / (count - 1))), fast.getParam("1_var"));
    fast.getParam("1_var").assign(stock.getParam("1_var"));
    same(stock.params(), fast.params());
    same(stock.output(images), fast.output(images));
  }

  @Test
  void configurationsSurviveJson() {
    MultiLayerConfiguration written = fast.getLayerWiseConfigurations();
    MultiLayerConfiguration read = MultiLayerConfiguration.fromJson(written.toJson());
    assertEquals(written, read);
    assertEquals(NativeConvolutionLayer.class, read.getConf(0).getLayer().getClass());
    assertEquals(NativeBatchNormalizationLayer.class, read.getConf(1).getLayer().getClass());
  }

  private static void same(INDArray expected, INDArray found) {
    assertArrayEquals(expected.shape(), found.shape());
    assertArrayEquals(
        expected.dup('c').data().asFloat(),
        found.dup('c').data().asFloat(),
        1e-5f * Math.max(1, expected.amaxNumber().floatValue()));
  }

  private static ConvolutionLayer.Builder convolution() {
    return new ConvolutionLayer.Builder(3, 3)
        .stride(2, 2)
        .padding(1, 1)
        .nOut(CHANNELS)
        .activation(Activation.IDENTITY);
  }

  private static MultiLayerNetwork network(Layer convolution, Layer normalization) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .updater(new Sgd(0.1))
                .list()
                .layer(convolution)
                .layer(normalization)
                .layer(new GlobalPoolingLayer.Builder().build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(8, 10, 3))
                .build());
    network.init();
    return network;
  }
}
