package org.purify4j.diffusion.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.classifier.Softmax;
import org.purify4j.diffusion.gradient.ScaledGradient;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.noise.GaussianNoise;
import org.purify4j.diffusion.sampler.Clipping;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.diffusion.testing.Numbers;
import org.purify4j.diffusion.testing.SharpVictim;
import org.purify4j.diffusion.testing.SmoothDenoiser;
import org.purify4j.diffusion.testing.SmoothVictim;
import org.purify4j.diffusion.vote.VoteRule;

/** The gradient of a purified classifier's loss where that loss is e^−thousands. */
class CertainClassifierTest {
  private static final long[] SHAPE = {6, 3, 4, 5};
  private static final INDArray IMAGES = Numbers.images(7, SHAPE);
  private static final Draw DRAW = Draw.of(4, 5, 6, 7, 8, 9);
  private static final double H = 1e-6;

  private static PurifiedClassifier purified(int votes, double factor) {
    Denoiser denoiser = SmoothDenoiser.create();
    PurifierConfig config =
        PurifierConfig.of(new NoiseLevel.Timestep(1))
            .withRespacing(new Respacing.Evenly(2))
            .withClipping(Clipping.NONE)
            .withVotes(votes, VoteRule.MEAN_PROBABILITY)
            .withBatchSize(2);
    Purifier purifier = Purifier.of(denoiser, config, new GaussianNoise(3), Optional.empty());
    SharpVictim victim = new SharpVictim(new SmoothVictim(4, 3 * 4 * 5), factor);
    return new PurifiedClassifier(purifier, victim, GradientMode.EXACT);
  }

  /** log(1 − p) of the label, whose derivative is that of the loss −log p times p / (1 − p). */
  private static double logLoss(
      PurifiedClassifier classifier, INDArray images, int[] labels, int i) {
    double[] others = Softmax.rows(classifier.logits(images, DRAW))[i];
    others[labels[i]] = Double.NEGATIVE_INFINITY;
    return Softmax.logSumExp(others);
  }

  @ParameterizedTest
  @CsvSource({"1, 2000", "3, 300", "3, 2000", "3, 1e5"})
  void gradientIsThatOfCentralDifferencesOfTheLogarithm(int votes, double factor) {
    PurifiedClassifier classifier = purified(votes, factor);
    double[][] logits = Softmax.rows(classifier.logits(IMAGES, DRAW));
    int[] labels = new int[logits.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = Softmax.largest(logits[i]);
    }
    ScaledGradient gradient = classifier.ofCrossEntropy(IMAGES, labels, DRAW);
    INDArray direction = Numbers.images(11, SHAPE).subi(0.5);
    double h = H * 100 / factor;
    int compared = 0;
    for (int i = 0; i < labels.length; i++) {
      double loss = logLoss(classifier, IMAGES, labels, i);
      double largest = gradient.rows().slice(i).amaxNumber().doubleValue();
      assertTrue(largest > 1, "image " + i + " has a direction, also where votes differ");
      if (loss > -20) {
        continue; // the votes differ, each with certainty: 1 - p is constant to rounding
      }
      compared++;
      double ahead = logLoss(classifier, IMAGES.add(direction.mul(h)), labels, i);
      double behind = logLoss(classifier, IMAGES.sub(direction.mul(h)), labels, i);
      double expected = (ahead - behind) / (2 * h);
      double slope = gradient.rows().slice(i).mul(direction.slice(i)).sumNumber().doubleValue();
      double actual = slope * Math.exp(gradient.logScales()[i] - loss) * -Math.expm1(loss);
      String what = "image " + i + ", 1 - p = e^" + loss;
      assertEquals(expected, actual, 1e-4 * Math.abs(expected), what);
    }
    assertTrue(compared > 0, "no image on which votes agree");
  }

  @Test
  void atOrdinarySizeItIsTheTapesOwn() {
    PurifiedClassifier classifier = purified(3, 1);
    int[] labels = {0, 1, 2, 3, 0, 1};
    ScaledGradient gradient = classifier.ofCrossEntropy(IMAGES, labels, DRAW);
    Tape tape = classifier.record(IMAGES, DRAW);
    double[][] ofLogits = Softmax.rows(tape.output());
    for (int i = 0; i < labels.length; i++) {
      ofLogits[i] = Softmax.of(ofLogits[i]);
      ofLogits[i][labels[i]] -= 1;
    }
    INDArray expected = tape.gradient(Softmax.array(ofLogits, tape.output()));
    INDArray actual = gradient.at(new double[labels.length]);
    double error = expected.sub(actual).amaxNumber().doubleValue();
    assertTrue(error < 1e-9 * expected.amaxNumber().doubleValue(), "off by " + error);
  }
}
