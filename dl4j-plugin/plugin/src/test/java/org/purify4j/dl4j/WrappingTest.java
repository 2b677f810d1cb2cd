package org.purify4j.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.deeplearning4j.exception.DL4JException;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.ComposableInputPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.purify4j.diffusion.archive.ArchiveException;
import org.purify4j.diffusion.chain.ImageFaultException;
import org.purify4j.diffusion.chain.Purifier;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.fault.ClosedException;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.victim.ChannelOrder;
import org.purify4j.victim.Dl4jVictim;
import org.purify4j.victim.InputEncoding;
import org.purify4j.victim.NetworkPorts;
import org.purify4j.victim.Networks;
import org.purify4j.victim.TestImages;

/** What can be wrapped, how, and what is refused before anything is computed. */
class WrappingTest {
  private static final PurifierConfig UNGUIDED =
      PurifierConfig.of(new NoiseLevel.PixelSigma(0.1))
          .withRespacing(new Respacing.Evenly(2))
          .withSeed(3)
          .withBatchSize(4);
  private static final PurifierConfig GUIDED =
      UNGUIDED.withGuidance(Guidance.parse("kl:500000@input"));

  @TempDir static Path folder;
  private static Path rgb;
  private static Path grey;
  private static Path eights;

  @BeforeAll
  static void writeArchives() {
    rgb = TinyArchive.write(folder.resolve("rgb.zip"), 1);
    grey = TinyArchive.write(folder.resolve("grey.zip"), 2, 1, 2);
    eights = TinyArchive.write(folder.resolve("eights.zip"), 3, 3, 8);
  }

  private static INDArray images(int n, int channels) {
    return TestImages.uniform(8, DataType.FLOAT, n, channels, Networks.SIDE, Networks.SIDE);
  }

  @Test
  void whatIsNotReadyIsRefused() {
    PurifierReference purifier = PurifierReference.of(rgb, UNGUIDED);
    String fresh = "network: got one without parameters, must be initialised (call init() first)";
    ComputationGraph graph =
        new ComputationGraph(Networks.graph(DataType.FLOAT).getConfiguration().clone());
    MultiLayerNetwork layers =
        new MultiLayerNetwork(Networks.layers(DataType.FLOAT).getLayerWiseConfigurations().clone());
    DataNormalization scaler = new ImagePreProcessingScaler();
    assertRefused(fresh, () -> PurifiedNetwork.wrap(graph, purifier));
    assertRefused(fresh, () -> PurifiedNetwork.wrap(graph, purifier, scaler));
    assertRefused(fresh, () -> PurifiedNetwork.wrap(layers, purifier));
    assertRefused(fresh, () -> PurifiedNetwork.wrap(layers, purifier, scaler));
    assertRefused(fresh, () -> PurifiedNetwork.wrapAsGraph(layers, purifier));
    assertRefused(fresh, () -> PurifiedNetwork.wrapAsGraph(layers, purifier, scaler));
    assertRefused(
        "network: got null, must be a ComputationGraph",
        () -> PurifiedNetwork.wrap((ComputationGraph) null, purifier));
    assertRefused(
        "network: got null, must be a MultiLayerNetwork",
        () -> PurifiedNetwork.wrap((MultiLayerNetwork) null, purifier));
    assertRefused(
        "purifier: got null, must be a PurifierReference",
        () -> PurifiedNetwork.wrap(Networks.layers(DataType.FLOAT), null));
  }

  private static void assertRefused(String message, Executable wrapping) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, wrapping).getMessage());
  }

  /** DL4J casts the images of a network to its type, whole numbers too. */
  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"DOUBLE", "HALF", "INT", "UBYTE"})
  void imagesOfAnotherTypeAreCast(DataType type) {
    PurifierReference purifier = PurifierReference.of(rgb, UNGUIDED);
    INDArray images = Transforms.round(images(2, 3));
    MultiLayerNetwork layers = PurifiedNetwork.wrap(Networks.layers(DataType.FLOAT), purifier);
    ComputationGraph graph = PurifiedNetwork.wrap(Networks.graph(DataType.FLOAT), purifier);
    INDArray ofLayers = layers.output(images).dup();
    INDArray ofGraph = graph.outputSingle(images).dup();
    INDArray other = images.castTo(type);
    assertEquals(0, ofLayers.distance2(layers.output(other).castTo(DataType.FLOAT)), 1e-3);
    assertEquals(0, ofGraph.distance2(graph.outputSingle(other).castTo(DataType.FLOAT)), 1e-3);
  }

  private static INDArray purified(Path archive, INDArray images) {
    try (DiffusionModel model = DiffusionModel.load(archive);
        Purifier purifier = Purifier.of(model, UNGUIDED)) {
      return purifier.purify(images);
    }
  }

  private static void assertNear(INDArray expected, INDArray actual) {
    assertArrayEquals(expected.shape(), actual.shape());
    double error = expected.sub(actual).amaxNumber().doubleValue();
    assertTrue(error <= 1e-5, () -> "largest difference " + error);
  }

  private static String refusal(Executable wrap) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, wrap, "must be refused").getMessage());
  }

  private static ConvolutionLayer convolution(CNN2DFormat format) {
    return new ConvolutionLayer.Builder(3, 3)
        .nOut(4)
        .dataFormat(format)
        .activation(Activation.TANH)
        .build();
  }

  private static MultiLayerNetwork layers(InputType type, CNN2DFormat format) {
    return layers(type, format, layer -> layer);
  }

  private static MultiLayerNetwork layers(
      InputType type, CNN2DFormat format, UnaryOperator<Layer> wrapper) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(4)
                .updater(new Adam(0.01))
                .list()
                .layer(wrapper.apply(convolution(format)))
                .layer(new DenseLayer.Builder().nOut(6).activation(Activation.TANH).build())
                .layer(new OutputLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build())
                .setInputType(type)
                .build());
    network.init();
    return network;
  }

  private static ComputationGraph graph(InputType type) {
    ComputationGraph network =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(4)
                .graphBuilder()
                .addInputs("purification")
                .setInputTypes(type)
                .addLayer("conv", convolution(CNN2DFormat.NCHW), "purification")
                .addLayer("pool", new GlobalPoolingLayer(), "conv")
                .addLayer(
                    "out",
                    new OutputLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build(),
                    "pool")
                .setOutputs("out")
                .build());
    network.init();
    return network;
  }

  @Test
  void greyImagesOfOneChannel() {
    MultiLayerNetwork victim = layers(InputType.convolutional(8, 8, 1), CNN2DFormat.NCHW);
    PurifierReference purifier = PurifierReference.of(grey, UNGUIDED);
    INDArray expected = victim.output(purified(grey, images(3, 1)));
    assertNear(expected, PurifiedNetwork.wrap(victim, purifier).output(images(3, 1)));
    INDArray guided =
        PurifiedNetwork.wrapAsGraph(victim, PurifierReference.of(grey, GUIDED))
            .outputSingle(images(3, 1));
    assertTrue(guided.sub(expected).amaxNumber().doubleValue() > 1e-4);
    assertEquals(
        "images: got 1 channels, must be 3 (those of the diffusion model)",
        refusal(() -> PurifiedNetwork.wrap(victim, PurifierReference.of(rgb, UNGUIDED))));
  }

  /** A graph in place of layers learns what they learn. */
  @Test
  void aGraphOfLayersIsTrainedAsTheyAre() {
    MultiLayerNetwork victim = layers(InputType.convolutional(8, 8, 3), CNN2DFormat.NCHW);
    PurifierReference purifier = PurifierReference.of(rgb, UNGUIDED);
    MultiLayerNetwork layers = PurifiedNetwork.wrap(victim, purifier);
    ComputationGraph graph = PurifiedNetwork.wrapAsGraph(victim, purifier);
    DataSet data = new DataSet(images(4, 3), Nd4j.eye(4).castTo(DataType.FLOAT));
    for (int step = 0; step < 3; step++) {
      layers.fit(data);
      graph.fit(data);
    }
    assertNear(layers.params(), graph.params());
    assertTrue(victim.params().sub(graph.params()).amaxNumber().doubleValue() > 1e-3);
  }

  @Test
  void flatImagesOfLayersAndGraphs() {
    InputType flat = InputType.convolutionalFlat(8, 8, 1);
    INDArray images = images(3, 1);
    INDArray rows = images.reshape('c', 3, 64);
    INDArray cleaned = purified(grey, images).reshape('c', 3, 64);
    PurifierReference purifier = PurifierReference.of(grey, UNGUIDED);
    MultiLayerNetwork layers = layers(flat, CNN2DFormat.NCHW);
    assertNear(layers.output(cleaned), PurifiedNetwork.wrap(layers, purifier).output(rows));
    ComputationGraph graph = graph(flat);
    ComputationGraph wrapped = PurifiedNetwork.wrap(graph, purifier);
    assertNear(graph.outputSingle(cleaned), wrapped.outputSingle(rows));
    PurifiedNetwork.wrap(graph, PurifierReference.of(grey, GUIDED)).outputSingle(rows);
    wrapped.fit(new DataSet(rows, TestImages.uniform(1, DataType.FLOAT, 3, 4)));
  }

  /** Flat images that nothing but the encoding tells of. */
  @Test
  void flatImagesOfDenseLayers() {
    MultiLayerNetwork dense =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().nIn(64).nOut(5).build())
                .layer(new OutputLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.feedForward(64))
                .build());
    dense.init();
    INDArray images = images(2, 1);
    MultiLayerNetwork wrapped =
        PurifiedNetwork.wrap(
            dense, PurifierReference.of(grey, UNGUIDED), InputEncoding.flat(1, 8, 8));
    assertNear(
        dense.output(purified(grey, images).reshape('c', 2, 64)),
        wrapped.output(images.reshape('c', 2, 64)));
  }

  /** A frozen layer has its format, and so has any other layer in a wrapper. */
  @Test
  void channelsLast() {
    InputType type = InputType.convolutional(8, 8, 3, CNN2DFormat.NHWC);
    INDArray images = images(3, 3);
    INDArray last = images.permute(0, 2, 3, 1).dup('c');
    INDArray cleaned = purified(rgb, images).permute(0, 2, 3, 1).dup('c');
    for (UnaryOperator<Layer> wrapper :
        List.<UnaryOperator<Layer>>of(
            layer -> layer, FrozenLayer::new, FrozenLayerWithBackprop::new)) {
      MultiLayerNetwork victim = layers(type, CNN2DFormat.NHWC, wrapper);
      MultiLayerNetwork wrapped = PurifiedNetwork.wrap(victim, PurifierReference.of(rgb, UNGUIDED));
      assertNear(victim.output(cleaned), wrapped.output(last));
    }
    DataSet data = new DataSet(last.dup(), last.dup());
    PurifyingPreProcessor preProcessor =
        PurifyingPreProcessor.of(
            PurifierReference.of(rgb, UNGUIDED), InputEncoding.of(CNN2DFormat.NHWC));
    try (preProcessor) {
      preProcessor.preProcess(data);
      assertNear(cleaned, data.getFeatures());
    }
    assertThrows(ClosedException.class, () -> preProcessor.preProcess(data));
  }

  @Test
  void blueGreenRed() {
    ComputationGraph victim = Networks.graph(DataType.FLOAT);
    INDArray images = images(3, 3);
    InputEncoding bgr = InputEncoding.PLAIN.withOrder(ChannelOrder.BGR);
    ComputationGraph wrapped =
        PurifiedNetwork.wrap(
            victim, PurifierReference.of(rgb, UNGUIDED), NetworkPorts.standard().withEncoding(bgr));
    assertNear(
        victim.outputSingle(bgr.toInput(purified(rgb, images))),
        wrapped.outputSingle(bgr.toInput(images)));
    DataSet data = new DataSet(bgr.toInput(images), images);
    new BgrToRgbPreProcessor().preProcess(data);
    assertEquals(images, data.getFeatures());
    assertEquals(images.getDouble(1, 2, 3, 4), bgr.toInput(images).getDouble(1, 0, 3, 4));
  }

  @Test
  void severalInputsAndOutputs() {
    GraphBuilder builder =
        new NeuralNetConfiguration.Builder()
            .seed(4)
            .graphBuilder()
            .addInputs("side", "image")
            .setInputTypes(InputType.feedForward(2), InputType.convolutional(8, 8, 3))
            .addLayer("conv", convolution(CNN2DFormat.NCHW), "image")
            .addLayer("pool", new GlobalPoolingLayer(), "conv")
            .addLayer(
                "class",
                new OutputLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build(),
                "pool")
            .addLayer(
                "value",
                new OutputLayer.Builder(LossFunction.MSE)
                    .nOut(1)
                    .activation(Activation.IDENTITY)
                    .build(),
                "pool",
                "side")
            .setOutputs("value", "class");
    ComputationGraph victim = new ComputationGraph(builder.build());
    victim.init();
    INDArray images = images(3, 3);
    INDArray side = TestImages.uniform(5, DataType.FLOAT, 3, 2);
    PurifierReference unguided = PurifierReference.of(rgb, UNGUIDED);
    PurifierReference guided = PurifierReference.of(rgb, GUIDED);

    assertTrue(refusal(() -> PurifiedNetwork.wrap(victim, unguided)).contains("[side, image]"));
    NetworkPorts image = NetworkPorts.standard().withImageInput("image");
    INDArray[] expected = victim.output(side, purified(rgb, images));
    INDArray[] found = PurifiedNetwork.wrap(victim, unguided, image).output(side, images);
    assertNear(expected[0], found[0]);
    assertNear(expected[1], found[1]);

    assertTrue(
        refusal(() -> PurifiedNetwork.wrap(victim, guided, image)).contains("[value, class]"));
    assertTrue(
        refusal(() -> PurifiedNetwork.wrap(victim, guided, image.withClassOutput("value")))
            .contains("must depend on image alone"));
    ComputationGraph wrapped = PurifiedNetwork.wrap(victim, guided, image.withClassOutput("class"));
    INDArray[] ofGuided = wrapped.output(side, images);
    assertTrue(ofGuided[1].sub(expected[1]).amaxNumber().doubleValue() > 1e-4);
    assertEquals(ofGuided[1], wrapped.clone().output(side, images)[1]);
    assertEquals(
        victim.output(side, images)[0], PurifiedNetwork.unwrap(wrapped).output(side, images)[0]);
  }

  @Test
  void errorsAreThoseOfWrapAndNotOfTheFirstOutput() throws IOException {
    ComputationGraph victim = Networks.graph(DataType.FLOAT);
    PurifierReference unguided = PurifierReference.of(rgb, UNGUIDED);

    Path text = Files.writeString(folder.resolve("text.zip"), "no archive at all, but long enough");
    assertThrows(ArchiveException.class, () -> PurifierReference.of(text, UNGUIDED));
    Path network = folder.resolve("network.zip");
    org.deeplearning4j.util.ModelSerializer.writeModel(victim, network.toFile(), false);
    ArchiveException wrongKind =
        assertThrows(ArchiveException.class, () -> PurifierReference.of(network, UNGUIDED));
    assertTrue(
        String.valueOf(wrongKind.getMessage()).contains("is no diffusion model's archive"),
        wrongKind.getMessage());

    assertEquals(
        "timestep: got 4000, must be at most 3999, the last of the schedule",
        refusal(
            () -> PurifierReference.of(rgb, UNGUIDED.withRounds(new NoiseLevel.Timestep(4000)))));
    assertTrue(
        refusal(
                () ->
                    PurifiedNetwork.wrap(
                        layers(InputType.convolutional(12, 12, 3), CNN2DFormat.NCHW),
                        PurifierReference.of(eights, UNGUIDED)))
            .contains("pixels, must be a multiple of 8 both ways"));
    assertTrue(
        refusal(() -> PurifiedNetwork.wrap(PurifiedNetwork.wrap(victim, unguided), unguided))
            .contains("purifies its images already"));
    assertTrue(
        refusal(
                () ->
                    PurifiedNetwork.wrap(
                        PurifiedNetwork.wrap(Networks.layers(DataType.FLOAT), unguided), unguided))
            .contains("purifies its images already"));
    ComputationGraph noClasses =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(8, 8, 3))
                .addLayer("conv", convolution(CNN2DFormat.NCHW), "in")
                .addLayer("pool", new GlobalPoolingLayer(), "conv")
                .addLayer(
                    "out",
                    new OutputLayer.Builder(LossFunction.XENT)
                        .nOut(4)
                        .activation(Activation.SIGMOID)
                        .build(),
                    "pool")
                .setOutputs("out")
                .build());
    noClasses.init();
    PurifiedNetwork.wrap(noClasses, unguided);
    assertTrue(
        refusal(() -> PurifiedNetwork.wrap(noClasses, PurifierReference.of(rgb, GUIDED)))
            .contains("must be softmax or identity"));
  }

  @Test
  void asksAndAnswersAboutPurification() {
    ComputationGraph victim = Networks.graph(DataType.FLOAT);
    INDArray images = images(3, 3);
    PurifierReference purifier = PurifierReference.of(rgb, UNGUIDED);
    ComputationGraph wrapped = PurifiedNetwork.wrap(victim, purifier);
    assertTrue(PurifiedNetwork.isPurified(wrapped));
    assertFalse(PurifiedNetwork.isPurified(victim));
    assertFalse(PurifiedNetwork.isPurified(Networks.layers(DataType.FLOAT)));
    assertEquals(victim.outputSingle(images), PurifiedNetwork.unwrap(wrapped).outputSingle(images));
    ComputationGraph other = PurifiedNetwork.withSettings(wrapped, UNGUIDED.withSeed(4));
    assertTrue(
        other.outputSingle(images).sub(wrapped.outputSingle(images)).amaxNumber().doubleValue()
            > 1e-4);
    assertTrue(PurifiedNetwork.isPurified(PurifiedNetwork.withSettings(wrapped, GUIDED)));
    for (Executable use :
        List.<Executable>of(
            () -> PurifiedNetwork.unwrap(victim),
            () -> PurifiedNetwork.withSettings(victim, GUIDED),
            () -> PurifiedNetwork.relocate(victim, rgb),
            () -> PurifiedNetwork.relocate(Networks.layers(DataType.FLOAT), rgb),
            () -> PurifiedNetwork.unwrap(Networks.layers(DataType.FLOAT)),
            () -> PurifiedNetwork.toGraph(Networks.layers(DataType.FLOAT)))) {
      assertEquals(
          "network: got one without purification, must be purified (PurifiedNetwork.wrap)",
          refusal(use));
    }
  }

  /** Through the encoding of the input. */
  @Test
  void givesTheClassifierThatItPurifiesFor() {
    MultiLayerNetwork victim = Networks.layers(DataType.FLOAT);
    DataNormalization normalizer = new ImagePreProcessingScaler(-1, 1);
    INDArray images = images(3, 3);
    INDArray input = images.mul(2).subi(1);
    PurifierReference purifier = PurifierReference.of(rgb, UNGUIDED);
    ComputationGraph graph = PurifiedNetwork.wrapAsGraph(victim, purifier, normalizer);
    MultiLayerNetwork layers = PurifiedNetwork.wrap(victim, purifier, normalizer);
    // the noise of a fixed seed is a function of the pixels, their rounding included
    INDArray decoded = InputEncoding.PLAIN.withNormalizer(normalizer, 3).toImages(input);
    INDArray cleaned = purified(rgb, decoded).mul(2).subi(1);
    assertNear(victim.output(cleaned), graph.outputSingle(input));
    assertNear(victim.output(cleaned), layers.output(input));
    assertEquals(purifier, PurifiedNetwork.purifierOf(graph));
    assertEquals(purifier, PurifiedNetwork.purifierOf(layers));
    for (Classifier inside :
        List.of(PurifiedNetwork.classifierOf(graph), PurifiedNetwork.classifierOf(layers))) {
      assertNear(victim.output(input), Transforms.softmax(inside.logits(images)));
    }
  }

  /** An evaluation of it would call the defended network undefended. */
  @Test
  void aPurifiedNetworkIsNoVictim() {
    MultiLayerNetwork victim = Networks.layers(DataType.FLOAT);
    PurifierReference purifier = PurifierReference.of(rgb, UNGUIDED);
    ComputationGraph graph = PurifiedNetwork.wrapAsGraph(victim, purifier);
    MultiLayerNetwork layers = PurifiedNetwork.wrap(victim, purifier);
    MultiLayerNetwork frozen = new TransferLearning.Builder(layers).setFeatureExtractor(2).build();
    for (Executable use :
        List.<Executable>of(
            () -> Dl4jVictim.of(graph), () -> Dl4jVictim.of(layers), () -> Dl4jVictim.of(frozen))) {
      String refusal = refusal(use);
      assertTrue(refusal.contains("purifies its images"), refusal);
      assertTrue(refusal.contains("PurifiedNetwork.classifierOf"), refusal);
    }
    Dl4jVictim.of(PurifiedNetwork.unwrap(graph)).close();
    PurifiedNetwork.classifierOf(frozen).close();
  }

  /** A dense layer that reads the images states their size, which the model must take. */
  @Test
  void sizesThatDenseFirstLayersState() {
    for (int side : new int[] {8, 12}) {
      for (CNN2DFormat format : CNN2DFormat.values()) {
        MultiLayerNetwork victim = denseOnly(InputType.convolutional(side, side, 3, format));
        PurifierReference purifier = PurifierReference.of(eights, UNGUIDED);
        if (side == 8) {
          PurifiedNetwork.wrap(victim, purifier);
        } else {
          for (Executable wrap :
              List.<Executable>of(
                  () -> PurifiedNetwork.wrap(victim, purifier),
                  () -> PurifiedNetwork.wrapAsGraph(victim, purifier))) {
            assertEquals(
                "images: got 12×12 pixels, must be a multiple of 8 both ways"
                    + " (the diffusion model halves them)",
                refusal(wrap));
          }
        }
      }
    }
    assertTrue(
        refusal(
                () ->
                    PurifiedNetwork.wrap(
                        denseOnly(InputType.convolutional(8, 8, 1)),
                        PurifierReference.of(eights, UNGUIDED)))
            .startsWith("images: got 1 channels"));
  }

  @Test
  void aComposedPreProcessorStatesTheSizeToo() {
    for (int side : new int[] {8, 12}) {
      MultiLayerNetwork victim =
          built(
              new NeuralNetConfiguration.Builder()
                  .list()
                  .layer(
                      new OutputLayer.Builder()
                          .nIn(3L * side * side)
                          .nOut(4)
                          .activation(Activation.SOFTMAX)
                          .build())
                  .inputPreProcessor(
                      0,
                      new ComposableInputPreProcessor(
                          new ComposableInputPreProcessor(
                              new CnnToFeedForwardPreProcessor(side, side, 3)))));
      PurifierReference purifier = PurifierReference.of(eights, UNGUIDED);
      if (side == 8) {
        PurifiedNetwork.wrap(victim, purifier);
      } else {
        assertTrue(
            refusal(() -> PurifiedNetwork.wrap(victim, purifier))
                .startsWith("images: got 12×12 pixels, must be a multiple of 8"));
      }
    }
  }

  @Test
  void whatDl4jSaysOfImpossibleSizesIsKept() {
    MultiLayerNetwork victim =
        built(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new ConvolutionLayer.Builder(600, 600).padding(1, 1).nIn(3).nOut(1).build())
                .layer(
                    new OutputLayer.Builder().nIn(1).nOut(4).activation(Activation.SOFTMAX).build())
                .inputPreProcessor(1, new CnnToFeedForwardPreProcessor(1, 1, 1)));
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> PurifiedNetwork.wrap(victim, PurifierReference.of(eights, UNGUIDED)));
    assertTrue(
        String.valueOf(refusal.getMessage())
            .startsWith("network: takes no square images of 1 to 512 pixels, must take those of"),
        refusal.getMessage());
    assertInstanceOf(DL4JException.class, refusal.getCause());
    assertTrue(String.valueOf(refusal.getMessage()).contains("600"), refusal.getMessage());
  }

  /** A layer of someone else's that cannot be asked for the size of its output. */
  public static final class SilentActivation extends ActivationLayer {
    private static final long serialVersionUID = 1L;

    public SilentActivation() {
      super(Activation.IDENTITY);
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
      throw new UnsupportedOperationException("not said here");
    }
  }

  @Test
  @ResourceLock(Resources.SYSTEM_ERR)
  void aSizeThatCannotBeCheckedIsSaid() {
    MultiLayerNetwork victim =
        built(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nIn(3).nOut(1).build())
                .layer(new SilentActivation())
                .layer(
                    new OutputLayer.Builder().nIn(9).nOut(4).activation(Activation.SOFTMAX).build())
                .inputPreProcessor(2, new CnnToFeedForwardPreProcessor(3, 3, 1)));
    PrintStream before = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    try {
      System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
      PurifiedNetwork.wrap(victim, PurifierReference.of(eights, UNGUIDED));
    } finally {
      System.setErr(before);
    }
    String said = log.toString(StandardCharsets.UTF_8);
    assertTrue(said.contains("the size of its images cannot be held against"), said);
    assertTrue(said.contains("(SilentActivation) does not say what it makes of images"), said);
    assertTrue(said.contains("(java.lang.UnsupportedOperationException: not said here)"), said);
  }

  private static MultiLayerNetwork built(NeuralNetConfiguration.ListBuilder layers) {
    MultiLayerNetwork network = new MultiLayerNetwork(layers.build());
    network.init();
    return network;
  }

  private static MultiLayerNetwork denseOnly(InputType type) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new OutputLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build())
                .setInputType(type)
                .build());
    network.init();
    return network;
  }

  /** The attacker cannot try candidates offline, or wait for a lucky draw to be repeated. */
  @Test
  void answersAreFreshUnlessASeedIsFixed() {
    ComputationGraph victim = Networks.graph(DataType.FLOAT);
    INDArray images = images(3, 3);
    PurifierReference secret = PurifierReference.of(rgb, UNGUIDED.withSecretSeed());
    ComputationGraph wrapped = PurifiedNetwork.wrap(victim, secret);
    INDArray first = wrapped.outputSingle(images);
    for (ComputationGraph again : List.of(wrapped, wrapped.clone())) {
      double difference = first.sub(again.outputSingle(images)).amaxNumber().doubleValue();
      assertTrue(difference > 1e-5, "the same answer twice");
    }
    assertTrue(wrapped.getConfiguration().toJson().contains("\\\"seed\\\" : \\\"secret\\\""));
    ComputationGraph fixed = PurifiedNetwork.wrap(victim, PurifierReference.of(rgb, UNGUIDED));
    assertEquals(fixed.outputSingle(images), fixed.clone().outputSingle(images));
  }

  @Test
  void oneBadPixelNamesItsImage() {
    ComputationGraph wrapped =
        PurifiedNetwork.wrap(Networks.graph(DataType.FLOAT), PurifierReference.of(rgb, UNGUIDED));
    INDArray images = images(3, 3);
    INDArray bad = images.dup();
    bad.putScalar(new int[] {1, 0, 2, 2}, Float.NaN);
    ImageFaultException e =
        assertThrows(ImageFaultException.class, () -> wrapped.outputSingle(bad));
    assertEquals(List.of(1), List.copyOf(e.faults().keySet()));
    assertNear(purified(rgb, images).slice(2), e.others().orElseThrow().slice(2));
    assertThrows(ImageFaultException.class, () -> wrapped.outputSingle(images.mul(2).subi(1)));
    assertTrue(Transforms.abs(wrapped.outputSingle(images)).maxNumber().doubleValue() <= 1);
  }
}
