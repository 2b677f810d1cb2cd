package org.purify4j.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class ImageLayersTest {
  private static final ImageNormalization ODD =
      new ImageNormalization(List.of(0.1, 0.2, 0.3), List.of(0.5, 2.0, 4.0));

  static List<Layer> layers() {
    return List.of(
        new ChannelNormalizationLayer(ODD),
        new PaddedShortcutLayer(2),
        new ChannelShuffleLayer(3),
        new ChannelRangeLayer(1, 2));
  }

  @Test
  void normalisesEachChannel() {
    INDArray x = Nd4j.createFromArray(0.1, 0.6, 0.2, 2.2, 0.3, 4.3).reshape(1, 3, 1, 2);
    INDArray y = network(new ChannelNormalizationLayer(ODD), 1, 2).feedForward(x).get(1);
    assertArrayEquals(new float[] {0, 1, 0, 1, 0, 1}, y.dup('c').data().asFloat(), 1e-6f);
  }

  @Test
  void shortcutKeepsEveryOtherPixelBetweenZeros() {
    INDArray x = Nd4j.arange(1, 37).castTo(DataType.DOUBLE).reshape(1, 3, 3, 4);
    INDArray y = network(new PaddedShortcutLayer(1), 3, 4).feedForward(x).get(1);
    assertArrayEquals(new long[] {1, 5, 2, 2}, y.shape());
    assertArrayEquals(
        new float[] {0, 0, 0, 0, 1, 3, 9, 11, 13, 15, 21, 23, 25, 27, 33, 35, 0, 0, 0, 0},
        y.dup('c').data().asFloat());
  }

  @Test
  void shuffleTakesFromEachGroupInTurn() {
    INDArray x = Nd4j.arange(0, 12).castTo(DataType.DOUBLE).reshape(1, 6, 1, 2);
    INDArray y = network(new ChannelShuffleLayer(2), 6, 1, 2).feedForward(x).get(1);
    assertArrayEquals(
        new float[] {0, 1, 6, 7, 2, 3, 8, 9, 4, 5, 10, 11}, y.dup('c').data().asFloat());
  }

  @Test
  void shuffledChannelsComeInWholeGroups() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> network(new ChannelShuffleLayer(2), 3, 1, 1));
    assertTrue(e.getMessage().contains("of 3 channels, must be a multiple of 2 groups"));
  }

  @Test
  void rangeOfChannels() {
    INDArray x = Nd4j.arange(0, 6).castTo(DataType.DOUBLE).reshape(1, 3, 1, 2);
    INDArray y = network(new ChannelRangeLayer(1, 2), 1, 2).feedForward(x).get(1);
    assertArrayEquals(new float[] {2, 3, 4, 5}, y.dup('c').data().asFloat());
    assertThrows(IllegalArgumentException.class, () -> network(new ChannelRangeLayer(2, 2), 1, 2));
    assertThrows(IllegalArgumentException.class, () -> new ChannelRangeLayer(-1, 2));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void inputGradientAgreesWithCentralDifferences(Layer layer) {
    MultiLayerNetwork network = network(layer, 3, 4);
    Random random = new Random(1);
    double[] values = random.doubles(2 * 3 * 3 * 4).toArray();
    INDArray labels = Nd4j.create(new double[][] {{0, 1}, {1, 0}});
    INDArray gradient = network.calculateGradients(images(values), labels, null, null).getSecond();
    double[] found = gradient.dup('c').data().asDouble();
    double step = 1e-4;
    for (int i = 0; i < values.length; i += 5) {
      double kept = values[i];
      values[i] = kept + step;
      double above = 2 * network.score(new DataSet(images(values), labels));
      values[i] = kept - step;
      double below = 2 * network.score(new DataSet(images(values), labels));
      values[i] = kept;
      assertEquals((above - below) / (2 * step), found[i], 1e-7);
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void configurationsSurviveJson(Layer layer) {
    MultiLayerConfiguration written = network(layer, 3, 4).getLayerWiseConfigurations();
    MultiLayerConfiguration read = MultiLayerConfiguration.fromJson(written.toJson());
    assertEquals(written, read);
    assertEquals(layer, read.getConf(0).getLayer());
  }

  @Test
  void aMalformedConfigurationIsRefusedOnReading() {
    String json = network(new PaddedShortcutLayer(1), 3, 4).getLayerWiseConfigurations().toJson();
    String broken = json.replaceAll("\"padding\" : 1", "\"padding\" : -1");
    assertTrue(!broken.equals(json));
    assertThrows(RuntimeException.class, () -> MultiLayerConfiguration.fromJson(broken));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cifar10",
        "cifar10-alt",
        "imagenet",
        "inception",
        "none",
        "0.5,0.5,0.5/0.1,0.2,0.3"
      })
  void normalizationsByName(String text) {
    assertEquals(text, ImageNormalization.parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "mnist", "1,2/3", "1,2,3/0,1,1", "1,2,3/1,1,x", "a,b,c/d,e,f", "1/1/1"})
  void malformedNormalizations(String text) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> ImageNormalization.parse(text));
    assertTrue(e.getMessage().startsWith("normalization: got "), e.getMessage());
  }

  private static INDArray images(double[] values) {
    return Nd4j.createFromArray(values).reshape('c', 2, 3, 3, 4);
  }

  private static MultiLayerNetwork network(Layer layer, int height, int width) {
    return network(layer, 3, height, width);
  }

  private static MultiLayerNetwork network(Layer layer, int channels, int height, int width) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .list()
                .layer(layer)
                .layer(new GlobalPoolingLayer.Builder().build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(height, width, channels))
                .build());
    network.init();
    return network;
  }
}
