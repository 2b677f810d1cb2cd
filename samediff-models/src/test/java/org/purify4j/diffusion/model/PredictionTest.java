package org.purify4j.diffusion.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.gradient.CentralDifferences;
import org.purify4j.diffusion.gradient.DualTape;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.schedule.CosineAlphaBar;
import org.purify4j.diffusion.schedule.LinearBetas;
import org.purify4j.diffusion.schedule.NoiseSchedule;
import org.purify4j.diffusion.schedule.VpSde;
import org.purify4j.diffusion.testing.Numbers;
import org.purify4j.diffusion.testing.SmoothNetwork;

class PredictionTest {
  private static final double SIGMA_DATA = 0.5;
  private static final long[] IMAGES = {2, 3, 4, 4};

  /**
   * What each kind of network would say to a known image and noise, from the definitions of the
   * papers, must give back the noise.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0.9999, 0.9624, 0.5, 0.01})
  void theNoiseComesBack(double alphaBar) {
    double clean = 0.3;
    double noise = -1.2;
    double x = Math.sqrt(alphaBar) * clean + Math.sqrt(1 - alphaBar) * noise;
    double sigma = Math.sqrt((1 - alphaBar) / alphaBar);
    double skip = SIGMA_DATA * SIGMA_DATA / (sigma * sigma + SIGMA_DATA * SIGMA_DATA);
    double out = sigma * SIGMA_DATA / Math.hypot(sigma, SIGMA_DATA);
    double edm = (clean - skip * (clean + sigma * noise)) / out;
    double velocity = Math.sqrt(alphaBar) * noise - Math.sqrt(1 - alphaBar) * clean;
    assertNoise(noise, Prediction.NOISE.at(alphaBar), x, noise);
    assertNoise(noise, Prediction.CLEAN.at(alphaBar), x, clean);
    assertNoise(noise, Prediction.VELOCITY.at(alphaBar), x, velocity);
    assertNoise(noise, Prediction.EDM.at(alphaBar), x, edm);
    double cIn = 1 / Math.hypot(sigma, SIGMA_DATA);
    assertEquals(cIn / Math.sqrt(alphaBar), Prediction.EDM.at(alphaBar).input(), 1e-9);
  }

  private static void assertNoise(double noise, Parametrization p, double x, double answer) {
    assertEquals(noise, p.skip() * x + p.output() * answer, 1e-9);
  }

  @ParameterizedTest
  @EnumSource(Prediction.class)
  void predictorAppliesTheFactorsOfEachImage(Prediction prediction) {
    Conditioning conditioning = new Conditioning(new double[] {0.2, 0.8}, new int[0]);
    INDArray x = Numbers.gaussian(1, IMAGES);
    try (ExecutableNetwork network = new SmoothNetwork(2, 6);
        ExecutableNetwork predictor = parametrized(prediction)) {
      INDArray output = predictor.forward(x, conditioning);
      for (int i = 0; i < 2; i++) {
        Parametrization p = prediction.at(conditioning.times()[i]);
        INDArray raw = network.forward(x.mul(p.input()), conditioning);
        for (int channel = 0; channel < 6; channel++) {
          double expected = raw.getDouble(i, channel, 2, 1);
          if (channel < 3) {
            expected = p.skip() * x.getDouble(i, channel, 2, 1) + p.output() * expected;
          }
          assertEquals(expected, output.getDouble(i, channel, 2, 1), 1e-9);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Prediction.class)
  void gradientAgreesWithCentralDifferences(Prediction prediction) {
    Conditioning conditioning = new Conditioning(new double[] {0.2, 0.8}, new int[0]);
    INDArray x = Numbers.gaussian(1, IMAGES);
    INDArray direction = Numbers.gaussian(2, IMAGES);
    try (ExecutableNetwork predictor = parametrized(prediction)) {
      double step = 1e-5;
      double above = energy(predictor.forward(x.add(direction.mul(step)), conditioning));
      double below = energy(predictor.forward(x.sub(direction.mul(step)), conditioning));
      double slope =
          Numbers.dot(Numbers.energyGradient(predictor.record(x, conditioning)), direction);
      assertEquals((above - below) / (2 * step), slope, 1e-7 * Math.abs(slope));
    }
  }

  @ParameterizedTest
  @EnumSource(Prediction.class)
  void secondDerivativesAgreeWithCentralDifferences(Prediction prediction) {
    Conditioning conditioning = new Conditioning(new double[] {0.2, 0.8}, new int[0]);
    INDArray x = Numbers.gaussian(1, IMAGES);
    INDArray direction = Numbers.gaussian(2, IMAGES);
    INDArray v = Numbers.gaussian(3, 2, 6, 4, 4);
    INDArray change = Numbers.gaussian(4, 2, 6, 4, 4);
    try (ExecutableNetwork predictor = parametrized(prediction)) {
      DualTape tape = predictor.recordAlong(x, direction, conditioning);
      DualTape expected =
          CentralDifferences.of(at -> predictor.record(at, conditioning), x, direction, 2);
      assertNear(expected.output(), tape.output());
      assertNear(expected.outputTangent(), tape.outputTangent());
      assertNear(expected.gradient(v), tape.gradient(v));
      assertNear(expected.gradientTangent(v, change), tape.gradientTangent(v, change));
    }
  }

  private static void assertNear(INDArray expected, INDArray actual) {
    double error = expected.sub(actual).amaxNumber().doubleValue();
    assertEquals(0, error / expected.amaxNumber().doubleValue(), 1e-7);
  }

  @ParameterizedTest
  @EnumSource(Prediction.class)
  void aTapeCanBeAskedTwiceAndAfterOtherCalls(Prediction prediction) {
    Conditioning conditioning = new Conditioning(new double[] {0.2, 0.8}, new int[0]);
    Conditioning later = new Conditioning(new double[] {0.9, 0.1}, new int[0]);
    INDArray x = Numbers.gaussian(1, IMAGES);
    INDArray y = Numbers.gaussian(2, IMAGES);
    ExecutableNetwork network = parametrized(prediction);
    Tape tape = network.record(x, conditioning);
    INDArray output = tape.output().dup();
    INDArray cotangent = Numbers.gaussian(3, output.shape());
    INDArray gradient = tape.gradient(cotangent).dup();
    assertEquals(gradient, tape.gradient(cotangent));
    assertEquals(output, tape.output());
    network.forward(y, later);
    assertEquals(gradient, tape.gradient(cotangent));
    network.forward(y, later);
    assertEquals(output, tape.output());
    Tape other = network.record(y, later);
    INDArray ofOther = other.gradient(cotangent).dup();
    assertEquals(gradient, tape.gradient(cotangent));
    assertEquals(ofOther, other.gradient(cotangent));
    network.close();
    assertThrows(IllegalStateException.class, tape::output);
    assertThrows(IllegalStateException.class, () -> tape.gradient(cotangent));
    assertThrows(IllegalStateException.class, () -> network.forward(x, later));
  }

  private static double energy(INDArray output) {
    return 0.5 * Numbers.dot(output, output);
  }

  /** The time is taken as ᾱ itself. */
  private static ExecutableNetwork parametrized(Prediction prediction) {
    return new NoiseNetwork(new SmoothNetwork(2, 6), prediction::at);
  }

  @ParameterizedTest
  @EnumSource(TimeUnit.class)
  void everyNetworkTimeLeadsBackToItsNoiseLevel(TimeUnit unit) {
    NoiseSchedule schedule = new CosineAlphaBar(200).build();
    TimeTable table = new TimeTable(schedule, unit);
    for (int t = 0; t < schedule.timesteps(); t++) {
      assertEquals(schedule.alphaBar(t), table.alphaBar(unit.of(t, schedule)));
    }
    double last = unit.of(199, schedule);
    assertThrows(IllegalArgumentException.class, () -> table.alphaBar(last + 1));
  }

  @Test
  void timesBetweenTimestepsFollowTheLogarithmOfSigma() {
    TimeTable table = new TimeTable(LinearBetas.of(1000).build(), TimeUnit.QUARTER_LOG_SIGMA);
    double sigma = 0.37;
    assertEquals(1 / (1 + sigma * sigma), table.alphaBar(Math.log(sigma) / 4), 1e-12);
  }

  @Test
  void timeUnitsAreThoseOfTheAuthors() {
    NoiseSchedule schedule = VpSde.of(1000).build();
    assertEquals(0.25, TimeUnit.SDE.of(249, schedule), 1e-12);
    assertEquals(1, TimeUnit.SDE.of(999, schedule), 1e-12);
    double sigma = Math.sqrt(1 / schedule.alphaBar(500) - 1);
    assertEquals(Math.log(sigma) / 4, TimeUnit.QUARTER_LOG_SIGMA.of(500, schedule), 1e-12);
    assertEquals(12.5, TimeUnit.THOUSANDTHS.of(50, new CosineAlphaBar(4000).build()), 1e-12);
  }
}
