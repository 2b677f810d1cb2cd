package org.purify4j.victim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration.ListBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.gradient.CentralDifferences;
import org.purify4j.diffusion.gradient.DualTape;
import org.purify4j.diffusion.gradient.SecondDerivative;
import org.purify4j.importers.ImportOptions;
import org.purify4j.importers.Importers;
import org.purify4j.importers.npz.Npz;
import org.purify4j.layers.ImageNormalization;

/** Second derivatives of DL4J networks. */
class SecondDerivativeTest {
  private static final int SIDE = Networks.SIDE;
  private static final int CLASSES = Networks.CLASSES;

  /** Classes of imported classifiers whose logits are looked at. */
  private static final int[] COMPARED = {0, 1, 3};

  private static INDArray images(DataType type) {
    return TestImages.uniform(1, type, 2, 3, SIDE, SIDE);
  }

  private static INDArray direction(DataType type) {
    return TestImages.uniform(2, -1, 1, type, 2, 3, SIDE, SIDE);
  }

  private static INDArray ofLogits(long seed, DataType type) {
    return TestImages.uniform(seed, -1, 1, type, 2, CLASSES);
  }

  private static ListBuilder builder() {
    return new NeuralNetConfiguration.Builder().dataType(DataType.DOUBLE).seed(5).list();
  }

  private static Dl4jVictim victim(ListBuilder layers) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            layers
                .layer(new OutputLayer.Builder().nOut(CLASSES).build())
                .setInputType(InputType.convolutional(SIDE, SIDE, 3))
                .build());
    network.init();
    return Dl4jVictim.of(network);
  }

  /** A convolution and a dense layer with this activation, and one that stands by itself. */
  private static Dl4jVictim with(Activation activation) {
    return victim(
        builder()
            .layer(Networks.convolution(5, 3, 1, 1).activation(activation).build())
            .layer(Networks.convolution(5, 3, 2, 1).activation(Activation.IDENTITY).build())
            .layer(new ActivationLayer(activation))
            .layer(new DenseLayer.Builder().nOut(9).activation(activation).build()));
  }

  private static Dl4jVictim pooled(SubsamplingLayer.Builder pooling) {
    return victim(
        builder()
            .layer(Networks.convolution(5, 3, 1, 1).activation(Activation.TANH).build())
            .layer(pooling.build())
            .layer(new Upsampling2D.Builder(2).build())
            .layer(new ZeroPaddingLayer.Builder(1, 0, 2, 1).build())
            .layer(Networks.convolution(5, 3, 2, 1).activation(Activation.SIGMOID).build())
            .layer(new GlobalPoolingLayer(PoolingType.AVG)));
  }

  static Stream<Dl4jVictim> victims() {
    Stream<Dl4jVictim> activated =
        Stream.of(
                Activation.IDENTITY,
                Activation.TANH,
                Activation.SIGMOID,
                Activation.SOFTPLUS,
                Activation.SWISH,
                Activation.ELU,
                Activation.RELU,
                Activation.RELU6,
                Activation.LEAKYRELU,
                Activation.HARDTANH)
            .map(SecondDerivativeTest::with);
    return Stream.concat(
        activated,
        Stream.of(
            Dl4jVictim.of(Networks.layers(DataType.DOUBLE)),
            Dl4jVictim.of(Networks.graph(DataType.DOUBLE)),
            pooled(pooling(PoolingType.MAX, 2, 2)),
            pooled(pooling(PoolingType.MAX, 3, 2).convolutionMode(ConvolutionMode.Same)),
            pooled(pooling(PoolingType.MAX, 3, 1).padding(1, 1)),
            pooled(pooling(PoolingType.AVG, 3, 2).convolutionMode(ConvolutionMode.Same))));
  }

  private static SubsamplingLayer.Builder pooling(PoolingType type, int kernel, int stride) {
    return new SubsamplingLayer.Builder(type).kernelSize(kernel, kernel).stride(stride, stride);
  }

  @ParameterizedTest
  @MethodSource("victims")
  void exactOnesAgreeWithCentralDifferences(Dl4jVictim victim) {
    assertEquals(SecondDerivative.EXACT, victim.secondDerivative());
    DataType type = DataType.DOUBLE;
    INDArray u = direction(type).mul(1e-9); // of no ordinary length
    INDArray v = ofLogits(3, type);
    INDArray change = ofLogits(4, type).mul(1e-9);
    DualTape expected = CentralDifferences.of(victim::record, images(type), u, 1);
    try (DualTape tape = victim.recordAlong(images(type), u)) {
      assertClose(expected.output(), tape.output(), 1e-12);
      assertClose(expected.outputTangent(), tape.outputTangent(), 1e-7);
      assertClose(expected.gradient(v), tape.gradient(v), 1e-12);
      assertClose(expected.gradientTangent(v, change), tape.gradientTangent(v, change), 1e-6);
      INDArray none = change.mul(0);
      INDArray bent = expected.gradientTangent(v, none);
      double size = victim.record(images(type)).gradient(v).norm2Number().doubleValue() * 1e-9;
      double error = bent.sub(tape.gradientTangent(v, none)).norm2Number().doubleValue();
      assertTrue(error < 1e-6 * size + 1e-5 * bent.norm2Number().doubleValue(), "off: " + error);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Activation.class,
      names = {"CUBE", "SOFTSIGN", "GELU", "SOFTMAX", "RATIONALTANH"})
  void othersAreDifferencesAndSaySo(Activation activation) {
    Dl4jVictim victim = with(activation);
    assertEquals(SecondDerivative.DIFFERENCES, victim.secondDerivative());
    assertTrue(
        victim.recordAlong(images(DataType.DOUBLE), direction(DataType.DOUBLE))
            instanceof CentralDifferences);
  }

  @Test
  void aLayerThatIsNotKnownIsDifferences() {
    Dl4jVictim victim =
        victim(
            builder()
                .layer(Networks.convolution(5, 3, 1, 1).activation(Activation.TANH).build())
                .layer(new LocalResponseNormalization.Builder().build()));
    assertEquals(SecondDerivative.DIFFERENCES, victim.secondDerivative());
    assertEquals(SecondDerivative.DIFFERENCES, of(PoolingType.PNORM).secondDerivative());
  }

  private static Dl4jVictim of(PoolingType type) {
    return pooled(pooling(type, 2, 2).pnorm(2));
  }

  @Test
  void theNetworksTrainingAndTapesInBetweenAreFollowed() {
    MultiLayerNetwork network = Networks.layers(DataType.DOUBLE);
    Dl4jVictim victim = Dl4jVictim.of(network);
    DataType type = DataType.DOUBLE;
    INDArray v = ofLogits(3, type);
    DualTape tape = victim.recordAlong(images(type), direction(type));
    INDArray before = tape.gradientTangent(v, v);
    DualTape other = victim.recordAlong(direction(type), images(type));
    victim.logits(images(type));
    assertEquals(before, tape.gradientTangent(v, v));
    assertEquals(before, tape.gradientTangent(v, v));
    other.close();
    network.params().muli(1.1);
    INDArray after = victim.recordAlong(images(type), direction(type)).gradientTangent(v, v);
    INDArray expected =
        CentralDifferences.of(victim::record, images(type), direction(type), 1)
            .gradientTangent(v, v);
    assertClose(expected, after, 1e-6);
    assertTrue(before.sub(after).amaxNumber().doubleValue() > 1e-3, "training changed nothing");
  }

  @Test
  void floatImagesOfADoubleNetwork() {
    Dl4jVictim victim = Dl4jVictim.of(Networks.graph(DataType.DOUBLE));
    INDArray v = ofLogits(3, DataType.DOUBLE);
    INDArray expected =
        victim
            .recordAlong(images(DataType.DOUBLE), direction(DataType.DOUBLE))
            .gradientTangent(v, v);
    DualTape tape = victim.recordAlong(images(DataType.FLOAT), direction(DataType.FLOAT));
    assertEquals(DataType.FLOAT, tape.outputTangent().dataType());
    INDArray single = v.castTo(DataType.FLOAT);
    INDArray actual = tape.gradientTangent(single, single);
    assertEquals(DataType.FLOAT, actual.dataType());
    assertClose(expected, actual.castTo(DataType.DOUBLE), 1e-5);
  }

  /** Those that are always there. */
  static List<Path> checkpoints() throws IOException, URISyntaxException {
    Path golden = Path.of(SecondDerivativeTest.class.getResource("/golden/README.md").toURI());
    return ImportedVictimTest.checkpoints().stream()
        .filter(file -> file.getParent().equals(golden.getParent()))
        .toList();
  }

  /**
   * The logits of imported classifiers are piecewise linear, so that their gradients do not change
   * along a direction, and their tangents are products with the gradients of the logits.
   */
  @ParameterizedTest
  @MethodSource("checkpoints")
  void importedClassifiersArePiecewiseLinear(Path file) {
    String arrays = file.getFileName().toString().replace(".pt", ".npz");
    try (Npz golden = Npz.open(file.resolveSibling(arrays))) {
      INDArray images = golden.array("x");
      ImportOptions options = ImportOptions.none().withNormalization(ImageNormalization.NONE);
      Classifier victim =
          Dl4jVictim.of(
              Importers.importClassifier(file, options.withImageSize((int) images.size(2)))
                  .graph());
      assertEquals(SecondDerivative.EXACT, victim.secondDerivative());
      INDArray u = TestImages.uniform(2, -1, 1, DataType.FLOAT, images.shape());
      try (DualTape tape = victim.recordAlong(images, u)) {
        INDArray tangent = tape.outputTangent();
        INDArray expected = Nd4j.zeros(DataType.FLOAT, tangent.shape());
        INDArray first = tangent.getColumns(COMPARED);
        for (int c : COMPARED) {
          INDArray one = Nd4j.zeros(DataType.FLOAT, tangent.shape());
          one.getColumn(c).assign(1);
          INDArray ofClass = victim.record(images).gradient(one);
          assertClose(ofClass, tape.gradientTangent(golden.array("cotangent"), one), 1e-4);
          expected.getColumn(c).assign(ofClass.mul(u).sum(1, 2, 3));
        }
        assertClose(expected.getColumns(COMPARED), first, 1e-4);
      }
      victim.close();
    }
  }

  @Test
  void aCotangentOfAnotherShapeIsRefused() {
    Dl4jVictim victim = Dl4jVictim.of(Networks.graph(DataType.DOUBLE));
    DualTape tape = victim.recordAlong(images(DataType.DOUBLE), direction(DataType.DOUBLE));
    INDArray wrong = Nd4j.zeros(DataType.DOUBLE, 2, CLASSES + 1);
    assertThrows(IllegalArgumentException.class, () -> tape.gradientTangent(wrong, wrong));
  }

  private static void assertClose(INDArray expected, INDArray actual, double tolerance) {
    double error = expected.sub(actual).norm2Number().doubleValue();
    assertEquals(0, error / expected.norm2Number().doubleValue(), tolerance);
  }
}
