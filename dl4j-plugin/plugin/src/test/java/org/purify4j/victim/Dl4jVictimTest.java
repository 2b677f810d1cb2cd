package org.purify4j.victim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.ops.transforms.Transforms;

class Dl4jVictimTest {
  private interface Network {
    INDArray output(INDArray images);

    void fit(DataSet data);
  }

  private record Subject(Network network, Dl4jVictim victim) {
    static Subject of(MultiLayerNetwork layers) {
      return new Subject(
          new Network() {
            @Override
            public INDArray output(INDArray images) {
              return layers.output(images);
            }

            @Override
            public void fit(DataSet data) {
              layers.fit(data);
            }
          },
          Dl4jVictim.of(layers));
    }

    static Subject of(ComputationGraph graph) {
      return new Subject(
          new Network() {
            @Override
            public INDArray output(INDArray images) {
              return graph.outputSingle(images);
            }

            @Override
            public void fit(DataSet data) {
              graph.fit(data);
            }
          },
          Dl4jVictim.of(graph));
    }
  }

  static Stream<Arguments> subjects() {
    return Stream.of(DataType.DOUBLE, DataType.FLOAT)
        .flatMap(
            type ->
                Stream.of(
                    Arguments.of(
                        Named.of("layers " + type, Subject.of(Networks.layers(type))), type),
                    Arguments.of(
                        Named.of("graph " + type, Subject.of(Networks.graph(type))), type)));
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void softmaxOfLogitsIsTheNetworksOutput(Subject subject, DataType type) {
    INDArray images = images(3, type);
    INDArray logits = subject.victim().logits(images);
    assertEquals(Networks.CLASSES, subject.victim().classes());
    assertNear(subject.network().output(images), Transforms.softmax(logits), 1e-6);
    assertFalse(logits.isAttached());
    assertEquals(images(3, type), images, "the argument was changed");
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void followsTrainingOfItsNetwork(Subject subject, DataType type) {
    INDArray images = images(4, type);
    INDArray before = subject.victim().logits(images);
    INDArray labels = Nd4j.eye(Networks.CLASSES).castTo(type);
    subject.network().fit(new DataSet(images, labels));
    INDArray after = subject.victim().logits(images);
    assertTrue(before.sub(after).amaxNumber().doubleValue() > 1e-3, "training changed nothing");
    assertNear(subject.network().output(images), Transforms.softmax(after), 1e-6);
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void gradientAgreesWithCentralDifferences(Subject subject, DataType type) {
    if (type != DataType.DOUBLE) {
      return;
    }
    INDArray images = images(2, type);
    INDArray cotangent = TestImages.uniform(9, -1, 1, type, 2, Networks.CLASSES);
    INDArray gradient = subject.victim().record(images).gradient(cotangent);
    CentralDifferences.assertGradient(
        gradient,
        x -> subject.victim().logits(x).mul(cotangent).sumNumber().doubleValue(),
        images,
        7);
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void gradientOfAnImageDoesNotDependOnItsBatch(Subject subject, DataType type) {
    INDArray images = images(5, type);
    INDArray together = Gradients.ofSquare(subject.victim(), images);
    for (int i = 0; i < 5; i++) {
      INDArray image = images.get(row(i)).reshape(1, 3, Networks.SIDE, Networks.SIDE);
      INDArray alone = Gradients.ofSquare(subject.victim(), image);
      assertNear(together.get(row(i)).reshape(alone.shape()), alone, 1e-5);
    }
  }

  @Test
  void floatImagesOfADoubleNetworkGiveFloatResults() {
    Dl4jVictim victim = Dl4jVictim.of(Networks.layers(DataType.DOUBLE));
    INDArray images = images(2, DataType.FLOAT);
    assertEquals(DataType.FLOAT, victim.logits(images).dataType());
    INDArray gradient = Gradients.ofSquare(victim, images);
    assertEquals(DataType.FLOAT, gradient.dataType());
    INDArray exact = Gradients.ofSquare(victim, images.castTo(DataType.DOUBLE));
    assertNear(exact.castTo(DataType.FLOAT), gradient, 1e-5);
  }

  @Test
  void runsInsideAForeignWorkspace() {
    Dl4jVictim victim = Dl4jVictim.of(Networks.graph(DataType.FLOAT));
    INDArray images = images(2, DataType.FLOAT);
    INDArray expected = Gradients.ofSquare(victim, images);
    INDArray actual;
    try (MemoryWorkspace workspace =
        Nd4j.getWorkspaceManager()
            .getAndActivateWorkspace(
                WorkspaceConfiguration.builder().initialSize(1 << 20).build(), "foreign")) {
      INDArray attached = images.dup();
      assertTrue(attached.isAttached(), workspace.getId());
      actual = Gradients.ofSquare(victim, attached);
      assertFalse(actual.isAttached());
    }
    assertEquals(expected, actual);
  }

  @Test
  void networkThatReadsChannelsLast() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .seed(3)
                .list()
                .layer(
                    new ConvolutionLayer.Builder(3, 3)
                        .dataFormat(CNN2DFormat.NHWC)
                        .nOut(4)
                        .activation(Activation.TANH)
                        .build())
                .layer(new BatchNormalization.Builder().dataFormat(CNN2DFormat.NHWC).build())
                .layer(new OutputLayer.Builder().nOut(Networks.CLASSES).build())
                .setInputType(
                    InputType.convolutional(Networks.SIDE, Networks.SIDE, 3, CNN2DFormat.NHWC))
                .build());
    network.init();
    network.getLayer(1).getParam("mean").assign(0.2);
    network.getLayer(1).getParam("log10stdev").assign(-0.3);
    Dl4jVictim victim = Dl4jVictim.of(network);
    INDArray images = images(2, DataType.DOUBLE);
    assertNear(
        network.output(images.permute(0, 2, 3, 1).dup('c')),
        Transforms.softmax(victim.logits(images)),
        1e-6);
    CentralDifferences.assertGradient(
        Gradients.ofSquare(victim, images),
        x -> 0.5 * Math.pow(victim.logits(x).norm2Number().doubleValue(), 2),
        images,
        11);
  }

  @Test
  void frozenLayersLetTheGradientThrough() {
    MultiLayerNetwork network = Networks.layers(DataType.FLOAT);
    INDArray images = images(2, DataType.FLOAT);
    INDArray expected = Gradients.ofSquare(Dl4jVictim.of(network), images);
    MultiLayerNetwork frozen = new TransferLearning.Builder(network).setFeatureExtractor(6).build();
    INDArray actual = Gradients.ofSquare(Dl4jVictim.of(frozen), images);
    assertNear(expected, actual, 1e-7);
  }

  @Test
  void theNetworkIsLeftAsItWas() {
    MultiLayerNetwork layers = Networks.layers(DataType.FLOAT);
    ComputationGraph graph = Networks.graph(DataType.FLOAT);
    String layersBefore = layers.getLayerWiseConfigurations().toJson();
    String graphBefore = graph.getConfiguration().toJson();
    INDArray parametersBefore = graph.params().dup();
    Gradients.ofSquare(Dl4jVictim.of(layers), images(2, DataType.FLOAT));
    Gradients.ofSquare(Dl4jVictim.of(graph), images(2, DataType.FLOAT));
    assertEquals(layersBefore, layers.getLayerWiseConfigurations().toJson());
    assertEquals(graphBefore, graph.getConfiguration().toJson());
    assertEquals(parametersBefore, graph.params());
  }

  @Test
  void refusesRandomSlopes() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().nIn(3).nOut(2).activation(Activation.RRELU).build())
                .layer(new OutputLayer.Builder().nOut(2).build())
                .setInputType(InputType.feedForward(3))
                .build());
    network.init();
    assertThrows(IllegalArgumentException.class, () -> Dl4jVictim.of(network));
  }

  @Test
  void refusesOutputsWithoutLogits() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(
                    new OutputLayer.Builder(LossFunction.XENT)
                        .nIn(3)
                        .nOut(2)
                        .activation(Activation.SIGMOID)
                        .build())
                .build());
    network.init();
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> Dl4jVictim.of(network));
    assertEquals(
        "activation of last layer layer0: got sigmoid, must be softmax or identity (other outputs"
            + " have no logits)",
        error.getMessage());
  }

  private static INDArray images(int n, DataType type) {
    return TestImages.uniform(17, DataType.FLOAT, n, 3, Networks.SIDE, Networks.SIDE).castTo(type);
  }

  private static org.nd4j.linalg.indexing.INDArrayIndex row(int i) {
    return org.nd4j.linalg.indexing.NDArrayIndex.point(i);
  }

  private static void assertNear(INDArray expected, INDArray actual, double tolerance) {
    double error = expected.sub(actual).amaxNumber().doubleValue();
    assertTrue(error <= tolerance, () -> "largest difference " + error);
  }
}
