package org.purify4j.victim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerMinMaxScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.dataset.api.preprocessor.VGG16ImagePreProcessor;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Images behind normalizers, held against what the normalizers of DL4J themselves do. */
class InputEncodingTest {
  private static final INDArray IMAGES = TestImages.uniform(3, DataType.FLOAT, 5, 3, 8, 8);

  /**
   * @param largest the pixel value that stands for 1 before it is normalised
   */
  record Case(String name, DataNormalization normalizer, double largest) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> normalizers() {
    return Stream.of(
        new Case("scaler to [0, 1]", new ImagePreProcessingScaler(0, 1), 255),
        new Case("scaler to [-1, 1]", new ImagePreProcessingScaler(-1, 1), 255),
        new Case("scaler of [0, 1]", new ImagePreProcessingScaler(-2, 3, 1), 1),
        new Case("scaler of 16 bits", new ImagePreProcessingScaler(-1, 1, 16), 65535),
        new Case("standardize of bytes", fitted(new NormalizerStandardize(), 255), 255),
        new Case("standardize of [0, 1]", fitted(new NormalizerStandardize(), 1), 1),
        new Case("min and max of bytes", fitted(new NormalizerMinMaxScaler(-1, 1), 255), 255),
        new Case("min and max of [0, 1]", fitted(new NormalizerMinMaxScaler(0, 2), 1), 1),
        new Case("VGG16", new VGG16ImagePreProcessor(), 255));
  }

  private static DataNormalization fitted(DataNormalization normalizer, double largest) {
    normalizer.fit(new DataSet(IMAGES.mul(largest), IMAGES));
    return normalizer;
  }

  @ParameterizedTest
  @MethodSource("normalizers")
  void inputsAreWhatTheNormalizerMakesOfImages(Case each) {
    InputEncoding encoding = InputEncoding.PLAIN.withNormalizer(each.normalizer(), 3);
    INDArray normalised = IMAGES.mul(each.largest());
    each.normalizer().transform(normalised);
    double size = normalised.amaxNumber().doubleValue();
    assertNear(normalised, encoding.toInput(IMAGES), 1e-5 * size);
    assertNear(IMAGES, encoding.toImages(normalised), 1e-5);
  }

  /** The classifier of images is the network behind its normalizer, gradient and all. */
  @ParameterizedTest
  @MethodSource("normalizers")
  void victimsAreDifferentiatedThroughTheirNormalizer(Case each) {
    ComputationGraph network = Networks.graph(DataType.DOUBLE);
    InputEncoding encoding = InputEncoding.PLAIN.withNormalizer(each.normalizer(), 3);
    NetworkPorts ports = NetworkPorts.standard().withEncoding(encoding);
    INDArray images = IMAGES.castTo(DataType.DOUBLE);
    INDArray normalised = IMAGES.mul(each.largest());
    each.normalizer().transform(normalised);
    try (Dl4jVictim victim = Dl4jVictim.of(network, ports);
        Dl4jVictim bare = Dl4jVictim.of(network)) {
      INDArray logits = victim.logits(images);
      assertNear(
          network.outputSingle(normalised.castTo(DataType.DOUBLE)),
          Transforms.softmax(logits),
          1e-3);
      INDArray cotangent = TestImages.uniform(9, -1, 1, DataType.DOUBLE, logits.shape());
      INDArray ofInput = bare.record(encoding.toInput(images)).gradient(cotangent);
      INDArray gradient = victim.record(images).gradient(cotangent);
      for (int channel = 0; channel < 3; channel++) {
        double gain = encoding.gain().get(encoding.gain().size() == 1 ? 0 : channel);
        assertEquals(
            gain * ofInput.getDouble(1, channel, 4, 5),
            gradient.getDouble(1, channel, 4, 5),
            1e-9 * gain);
      }
    }
  }

  @Test
  void layoutsAreUndone() {
    InputEncoding last =
        InputEncoding.of(CNN2DFormat.NHWC)
            .withOrder(ChannelOrder.BGR)
            .withValues(List.of(2.0), List.of(-1.0));
    INDArray input = last.toInput(IMAGES);
    assertArrayEquals(new long[] {5, 8, 8, 3}, input.shape());
    assertEquals(2 * IMAGES.getDouble(1, 2, 3, 4) - 1, input.getDouble(1, 3, 4, 0), 1e-6);
    assertNear(IMAGES, last.toImages(input), 1e-6);
    InputEncoding flat = InputEncoding.flat(3, 8, 8);
    assertArrayEquals(new long[] {5, 192}, flat.toInput(IMAGES).shape());
    assertEquals(IMAGES.getDouble(1, 2, 3, 4), flat.toInput(IMAGES).getDouble(1, 156), 0);
    assertEquals(IMAGES, flat.toImages(flat.toInput(IMAGES)));
    assertEquals(IMAGES, flat.toImages(IMAGES));
  }

  @Test
  void whatCannotBeUndoneIsRefused() {
    DataNormalization ofRows = new NormalizerStandardize();
    ofRows.fit(new DataSet(IMAGES.reshape(5, 192), IMAGES));
    assertRefused(
        "normalizer: got NormalizerStandardize fitted to 192 features, must be fitted to the 3",
        InputEncoding.PLAIN,
        ofRows);
    InputEncoding.flat(3, 8, 8).withNormalizer(ofRows, 3);
    assertRefused(
        "normalizer: got VGG16ImagePreProcessor for channels-last images",
        InputEncoding.of(CNN2DFormat.NHWC),
        new VGG16ImagePreProcessor());
    assertRefused(
        "normalizer: got Squaring, must map each pixel by a straight line",
        InputEncoding.PLAIN,
        new Squaring());
    assertThrows(
        IllegalArgumentException.class,
        () ->
            InputEncoding.PLAIN
                .withOrder(ChannelOrder.BGR)
                .toImages(
                    IMAGES.get(
                        org.nd4j.linalg.indexing.NDArrayIndex.all(),
                        org.nd4j.linalg.indexing.NDArrayIndex.interval(0, 1))));
  }

  private static final class Squaring extends ImagePreProcessingScaler {
    private static final long serialVersionUID = 1L;

    @Override
    public void transform(INDArray features) {
      features.muli(features);
    }
  }

  private static void assertRefused(
      String message, InputEncoding encoding, DataNormalization normalizer) {
    String found =
        assertThrows(IllegalArgumentException.class, () -> encoding.withNormalizer(normalizer, 3))
            .getMessage();
    assertTrue(found.startsWith(message), found);
  }

  private static void assertNear(INDArray expected, INDArray actual, double tolerance) {
    double error = expected.sub(actual).amaxNumber().doubleValue();
    assertTrue(error <= tolerance, () -> "largest difference " + error);
  }
}
