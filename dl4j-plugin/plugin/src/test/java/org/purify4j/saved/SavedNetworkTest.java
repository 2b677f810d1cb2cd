package org.purify4j.saved;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import example.OwnActivation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.Normalizer;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerMinMaxScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.dataset.api.preprocessor.VGG16ImagePreProcessor;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.archive.ArchiveException;
import org.purify4j.victim.Networks;

/** Whatever ModelSerializer writes is read as ModelSerializer reads it. */
class SavedNetworkTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE", "HALF"})
  void layers(DataType type) throws IOException {
    MultiLayerNetwork network = dense(type);
    SavedNetwork read = SavedNetwork.read(saved(network, false));
    assertEquals(network.params(), read.layers().params());
    assertEquals(type, read.layers().params().dataType());
    INDArray x = Nd4j.createFromArray(0f, .1f, .2f, .3f, .4f, .5f).reshape(2, 3).castTo(type);
    assertEquals(network.output(x), read.layers().output(x));
    ArchiveException e = assertThrows(ArchiveException.class, read::graph);
    assertTrue(e.getMessage().endsWith("is a MultiLayerNetwork, must be a ComputationGraph"));
  }

  @Test
  void graphs() throws IOException {
    ComputationGraph network = Networks.graph(DataType.FLOAT);
    SavedNetwork read = SavedNetwork.read(saved(network, false));
    assertTrue(read.isGraph());
    assertEquals(network.params(), read.graph().params());
    assertEquals(network.getConfiguration(), read.graph().getConfiguration());
  }

  @Test
  void updaters() throws IOException {
    MultiLayerNetwork network = Networks.layersWithMomentum();
    network.getUpdater().getStateViewArray().assign(0.25);
    Path file = saved(network, true);
    SavedNetwork read = SavedNetwork.read(file, ReadingRules.usual().withUpdater());
    assertEquals(
        network.getUpdater().getStateViewArray(), read.layers().getUpdater().getStateViewArray());
    assertEquals(0, max(SavedNetwork.read(file).layers().getUpdater().getStateViewArray()));
    ComputationGraph graph = network.toComputationGraph();
    graph.getUpdater().getStateViewArray().assign(0.5);
    SavedNetwork other = SavedNetwork.read(saved(graph, true), ReadingRules.usual().withUpdater());
    assertEquals(0.5, max(other.graph().getUpdater().getStateViewArray()));
  }

  @Test
  void networksWithoutParameters() throws IOException {
    MultiLayerNetwork network =
        initialised(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new ActivationLayer(Activation.TANH))
                .layer(new LossLayer.Builder().activation(Activation.SOFTMAX).build()));
    MultiLayerNetwork read = SavedNetwork.read(saved(network, false)).layers();
    assertEquals(0, read.numParams());
  }

  @Test
  void normalizersAreGivenAsValues() throws IOException {
    INDArray[] numbers = new INDArray[4];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Nd4j.createFromArray(i + .25f, i + .5f, i + .75f).reshape(1, 3);
    }
    NormalizerStandardize standardize =
        (NormalizerStandardize) through(new NormalizerStandardize(numbers[0], numbers[1]));
    assertEquals(numbers[0], standardize.getMean());
    assertEquals(numbers[1], standardize.getStd());
    NormalizerMinMaxScaler minMax = new NormalizerMinMaxScaler(-1, 2);
    minMax.setFeatureStats(numbers[0], numbers[1]);
    minMax.setLabelStats(numbers[2], numbers[3]);
    minMax.fitLabel(true);
    minMax = (NormalizerMinMaxScaler) through(minMax);
    assertEquals(-1, minMax.getTargetMin());
    assertEquals(2, minMax.getTargetMax());
    assertEquals(
        List.of(numbers),
        List.of(minMax.getMin(), minMax.getMax(), minMax.getLabelMin(), minMax.getLabelMax()));
    ImagePreProcessingScaler scaler = new ImagePreProcessingScaler(-1, 1, 16);
    ImagePreProcessingScaler read = (ImagePreProcessingScaler) through(scaler);
    assertEquals(scaler.getMinRange(), read.getMinRange());
    assertEquals(scaler.getMaxRange(), read.getMaxRange());
    assertEquals(scaler.getMaxPixelVal(), read.getMaxPixelVal());
  }

  private DataNormalization through(Normalizer<?> normalizer) throws IOException {
    Path file = saved(dense(DataType.FLOAT), false);
    ModelSerializer.addNormalizerToModel(file.toFile(), normalizer);
    return SavedNetwork.read(file).normalizer().orElseThrow();
  }

  @Test
  void preProcessorsOfTheAllowList() throws IOException {
    Path file = saved(dense(DataType.FLOAT), false);
    ZipEdit.edit(file, "preprocessor.bin", none -> serialised(new ImagePreProcessingScaler(-1, 1)));
    ImagePreProcessingScaler read =
        (ImagePreProcessingScaler) SavedNetwork.read(file).preProcessor().orElseThrow();
    assertEquals(-1, read.getMinRange());
    ZipEdit.edit(file, "preprocessor.bin", none -> serialised(new VGG16ImagePreProcessor()));
    assertTrue(
        SavedNetwork.read(file).preProcessor().orElseThrow() instanceof VGG16ImagePreProcessor);
  }

  @Test
  void layersOfOnesOwnAreAllowedByName() throws IOException {
    MultiLayerNetwork network =
        initialised(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new OwnActivation())
                .layer(
                    new OutputLayer.Builder()
                        .nIn(3)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build()));
    Path file = saved(network, false);
    ArchiveException e = assertThrows(ArchiveException.class, () -> SavedNetwork.read(file));
    assertEquals(
        file
            + ": configuration.json: @class: got example.OwnActivation, must be a class of DL4J,"
            + " ND4J or Purify4J (or allow it by ReadingRules.allowing)",
        e.getMessage());
    SavedNetwork read = SavedNetwork.read(file, ReadingRules.usual().allowing(OwnActivation.class));
    assertEquals(network.params(), read.layers().params());
  }

  static MultiLayerNetwork dense(DataType type) {
    return initialised(
        new NeuralNetConfiguration.Builder()
            .dataType(type)
            .seed(3)
            .list()
            .layer(new DenseLayer.Builder().nIn(3).nOut(4).activation(Activation.TANH).build())
            .layer(
                new OutputLayer.Builder().nIn(4).nOut(2).activation(Activation.SOFTMAX).build()));
  }

  private static MultiLayerNetwork initialised(NeuralNetConfiguration.ListBuilder layers) {
    MultiLayerNetwork network = new MultiLayerNetwork(layers.build());
    network.init();
    return network;
  }

  private Path saved(Model network, boolean updater) throws IOException {
    Path file = folder.resolve("network.zip");
    ModelSerializer.writeModel(network, file.toFile(), updater);
    return file;
  }

  static byte[] serialised(Object object) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static double max(INDArray array) {
    return array.maxNumber().doubleValue();
  }
}
