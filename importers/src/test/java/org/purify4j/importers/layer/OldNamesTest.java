package org.purify4j.importers.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.layers.ImageNormalization;

/** Networks that were saved when the layers stood in this package. */
class OldNamesTest {
  private static final String CONFIGURATION = "configuration.json";
  private static final String NOW = "org.purify4j.layers.";
  private static final String THEN = "org.purify4j.importers.layer.";

  /** Every layer that a network of version 0.1.0 could name. */
  private static final List<String> LAYERS =
      List.of(
          "ChannelNormalization",
          "ChannelRange",
          "ChannelShuffle",
          "NativeBatchNormalization",
          "NativeConvolution",
          "PaddedShortcut");

  @TempDir Path folder;

  @Test
  void areReadAndNeverWritten() throws IOException {
    MultiLayerNetwork network = network();
    INDArray images = Nd4j.rand(DataType.FLOAT, 2, 3, 6, 6);
    Path file = folder.resolve("network.zip");
    ModelSerializer.writeModel(network, file.toFile(), true);
    try (FileSystem zip = FileSystems.newFileSystem(file)) {
      Path json = zip.getPath(CONFIGURATION);
      String text =
          Files.readString(json).replaceAll(Pattern.quote(NOW) + "(\\w+)Layer", THEN + "$1");
      LAYERS.forEach(layer -> assertTrue(text.contains('"' + THEN + layer + '"'), layer));
      assertFalse(text.contains(NOW));
      Files.writeString(json, text);
    }

    MultiLayerNetwork restored = ModelSerializer.restoreMultiLayerNetwork(file.toFile());
    assertEquals(network.getLayerWiseConfigurations(), restored.getLayerWiseConfigurations());
    assertEquals(network.output(images), restored.output(images));

    Path again = folder.resolve("again.zip");
    ModelSerializer.writeModel(restored, again.toFile(), true);
    try (FileSystem zip = FileSystems.newFileSystem(again)) {
      String text = Files.readString(zip.getPath(CONFIGURATION));
      LAYERS.forEach(layer -> assertTrue(text.contains('"' + NOW + layer + "Layer\""), layer));
      assertFalse(text.contains(THEN));
    }
  }

  private static MultiLayerNetwork network() {
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .seed(5)
            .dataType(DataType.FLOAT)
            .list()
            .layer(new org.purify4j.layers.ChannelNormalizationLayer(ImageNormalization.CIFAR10))
            .layer(
                new org.purify4j.layers.NativeConvolutionLayer(
                    new ConvolutionLayer.Builder(3, 3).nIn(3).nOut(4)))
            .layer(new org.purify4j.layers.NativeBatchNormalizationLayer(4, 1e-5, 0.9))
            .layer(new org.purify4j.layers.ChannelShuffleLayer(2))
            .layer(new org.purify4j.layers.ChannelRangeLayer(1, 2))
            .layer(new org.purify4j.layers.PaddedShortcutLayer(1))
            .layer(new GlobalPoolingLayer.Builder().build())
            .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
            .setInputType(InputType.convolutional(6, 6, 3))
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }
}
