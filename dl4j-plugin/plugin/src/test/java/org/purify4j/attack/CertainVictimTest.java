package org.purify4j.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.classifier.Softmax;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.victim.Dl4jVictim;
import org.purify4j.victim.TestImages;

/**
 * A trained classifier whose last layer is multiplied by a factor: it decides as before, and the
 * gradient of its loss is e^−factor times as large.
 */
class CertainVictimTest {
  private static final int SIDE = 8;
  private static final int IMAGES = 48;
  private static final Draw DRAW = Draw.of(LongStream.range(0, IMAGES).toArray());

  /** One of the quarters is brighter than the others, the more so for some images. */
  private static INDArray images(int classes) {
    INDArray images = TestImages.uniform(5, 0.3, 0.6, DataType.FLOAT, IMAGES, 3, SIDE, SIDE);
    for (int i = 0; i < IMAGES; i++) {
      int quarter = i % classes;
      for (int y = 0; y < SIDE / 2; y++) {
        for (int x = 0; x < SIDE / 2; x++) {
          int row = quarter / 2 * SIDE / 2 + y;
          int column = quarter % 2 * SIDE / 2 + x;
          double more = 0.1 + 0.2 * i / IMAGES;
          images.putScalar(
              new int[] {i, 0, row, column}, images.getDouble(i, 0, row, column) + more);
        }
      }
    }
    return images;
  }

  private static int[] labels(int classes) {
    int[] labels = new int[IMAGES];
    for (int i = 0; i < IMAGES; i++) {
      labels[i] = i % classes;
    }
    return labels;
  }

  private static MultiLayerNetwork trained(int classes) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(1e-2))
                .list()
                .layer(new DenseLayer.Builder().nOut(16).activation(Activation.RELU).build())
                .layer(new OutputLayer.Builder().nOut(classes).build())
                .setInputType(InputType.convolutional(SIDE, SIDE, 3))
                .build());
    network.init();
    INDArray oneHot = Nd4j.zeros(DataType.FLOAT, IMAGES, classes);
    for (int i = 0; i < IMAGES; i++) {
      oneHot.putScalar(i, i % classes, 1);
    }
    DataSet data = new DataSet(images(classes), oneHot);
    for (int step = 0; step < 100; step++) {
      network.fit(data);
    }
    return network;
  }

  private static NoisyClassifier multiplied(MultiLayerNetwork trained, double factor) {
    MultiLayerNetwork network = trained.clone();
    network.getParam("1_W").muli(factor);
    network.getParam("1_b").muli(factor);
    return NoisyClassifier.of(Dl4jVictim.of(network));
  }

  private static int right(NoisyClassifier classifier, INDArray images, int[] labels) {
    double[][] logits = Softmax.rows(classifier.logits(images, DRAW));
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      right += Softmax.largest(logits[i]) == labels[i] ? 1 : 0;
    }
    return right;
  }

  private static int right(NoisyClassifier victim, Attack attack, INDArray images, int[] labels) {
    AttackedImages attacked = attack.attack(victim, images, labels, DRAW);
    assertArrayEquals(new int[IMAGES], attacked.zeroGradients());
    return right(victim, attacked.images(), labels);
  }

  @ParameterizedTest
  @EnumSource(value = Norm.class, names = "L1", mode = EnumSource.Mode.EXCLUDE)
  void everyFactorLeavesTheSameAccuracy(Norm norm) {
    int[] labels = labels(4);
    INDArray images = images(4);
    MultiLayerNetwork trained = trained(4);
    assertTrue(right(multiplied(trained, 1), images, labels) >= IMAGES - 1, "it is trained");
    double epsilon = norm == Norm.LINF ? 0.06 : 0.6;
    Pgd pgd = Pgd.of(norm, epsilon).withSteps(10);
    int left = right(multiplied(trained, 1), pgd, images, labels);
    int leftByOneStep = right(multiplied(trained, 1), Fgsm.of(norm, epsilon), images, labels);
    assertTrue(left > 0 && leftByOneStep < IMAGES / 2, "nothing to compare: " + left);
    for (double factor : new double[] {10, 30, 100}) {
      NoisyClassifier victim = multiplied(trained, factor);
      assertEquals(left, right(victim, pgd, images, labels), 1, "factor " + factor);
      int byOneStep = right(victim, Fgsm.of(norm, epsilon), images, labels);
      assertTrue(byOneStep <= leftByOneStep + 1, "factor " + factor + ": " + byOneStep);
    }
  }

  /** Of two classes only one is wrong, so nothing but rounding depends on a power of two. */
  @ParameterizedTest
  @ValueSource(doubles = {16, 128, 4096})
  void ofTwoClassesTheImagesAreTheSame(double factor) {
    MultiLayerNetwork trained = trained(2);
    Pgd pgd = Pgd.of(Norm.LINF, 0.03).withSteps(5);
    INDArray expected = pgd.perturb(multiplied(trained, 1), images(2), labels(2), DRAW);
    INDArray actual = pgd.perturb(multiplied(trained, factor), images(2), labels(2), DRAW);
    assertEquals(expected, actual);
  }

  /** With draws of margins 1000 and 3000 the mean loss is that of the first, to rounding. */
  @Test
  void drawsAreAveragedAtOneScale() {
    INDArray weights = TestImages.uniform(1, -1, 1, DataType.FLOAT, 3 * SIDE * SIDE, 2);
    LinearVictim first = new LinearVictim(weights);
    LinearVictim second =
        new LinearVictim(TestImages.uniform(2, -1, 1, DataType.FLOAT, 3 * SIDE * SIDE, 2));
    INDArray image = TestImages.uniform(3, 0.4, 0.6, DataType.FLOAT, 1, 3, SIDE, SIDE);
    NoisyClassifier alternating = alternating(first, second);
    Draw draw = Draw.of(1);
    Fgsm twoDraws = new Fgsm(new Budget(Norm.LINF, 0.01), Objective.USUAL, 2, 1);
    INDArray both = twoDraws.perturb(alternating, image, new int[] {0}, draw);
    INDArray ofFirst =
        Fgsm.of(Norm.LINF, 0.01).perturb(NoisyClassifier.of(first), image, new int[] {0}, draw);
    assertEquals(ofFirst, both);
  }

  /** Adds a margin of 1000 to the label of the first query, and of 3000 to that of the second. */
  private static NoisyClassifier alternating(Classifier... victims) {
    AtomicInteger queries = new AtomicInteger();
    return new RecordedVictim(
        2,
        (images, draw) -> {
          int number = queries.getAndIncrement() % victims.length;
          Tape tape = victims[number].record(images);
          INDArray margin = Nd4j.createFromArray(new float[][] {{1000 + 2000 * number, 0}});
          return Tape.of(tape.output().add(margin), tape::gradient);
        });
  }

  /** Dark images have no gradient; it is counted, image by image and step by step. */
  @Test
  void gradientsOfExactlyZeroAreCounted() {
    INDArray images = Nd4j.create(DataType.FLOAT, 3, 3, SIDE, SIDE);
    images.slice(0).assign(0.5);
    images.slice(1).assign(0.1);
    images.slice(2).assign(0.9);
    NoisyClassifier saturating = NoisyClassifier.of(new Saturating());
    Attack pgd =
        new Pgd(new Budget(Norm.LINF, 0.01), Objective.USUAL, 0.01, 4, Start.IMAGE, 1, 0, 2);
    AttackedImages attacked = pgd.attack(saturating, images, new int[] {0, 0, 1}, Draw.of(1, 2, 3));
    assertArrayEquals(new int[] {0, 4, 0}, attacked.zeroGradients());
    assertEquals(1, attacked.withZeroGradients());
    assertEquals(images.slice(1), attacked.images().slice(1));
  }

  /** A relu of the brightness over 0.2. */
  private static final class Saturating implements Classifier {
    @Override
    public int classes() {
      return 2;
    }

    @Override
    public INDArray logits(INDArray images) {
      return record(images).output();
    }

    @Override
    public Tape record(INDArray images) {
      int n = (int) images.size(0);
      INDArray logits = Nd4j.zeros(DataType.FLOAT, n, 2);
      INDArray slope = Nd4j.zeros(DataType.FLOAT, images.shape());
      for (int i = 0; i < n; i++) {
        double over = images.slice(i).meanNumber().doubleValue() - 0.2;
        logits.putScalar(i, 1, Math.max(over, 0));
        slope.slice(i).assign(over > 0 ? 1 : 0);
      }
      return Tape.of(
          logits, c -> slope.mul(c.getColumn(1).reshape(n, 1, 1, 1).broadcast(images.shape())));
    }
  }

  @Test
  void gradientsThatAreNotFiniteAreRefused() {
    LinearVictim broken = new LinearVictim(Nd4j.valueArrayOf(new long[] {3 * SIDE * SIDE, 2}, 1f));
    NoisyClassifier target =
        new RecordedVictim(
            2,
            (images, draw) ->
                Tape.of(
                    broken.logits(images),
                    c -> {
                      INDArray gradient = Nd4j.zeros(DataType.FLOAT, images.shape());
                      gradient.putScalar(new int[] {1, 0, 0, 0}, Float.NaN);
                      return gradient;
                    }));
    INDArray images = TestImages.uniform(3, DataType.FLOAT, 2, 3, SIDE, SIDE);
    ArithmeticException failure =
        assertThrows(
            ArithmeticException.class,
            () -> Fgsm.of(Norm.LINF, 0.01).attack(target, images, new int[] {0, 0}, Draw.of(8, 9)));
    assertEquals("gradient of image 9: got values that are not finite", failure.getMessage());
  }
}
