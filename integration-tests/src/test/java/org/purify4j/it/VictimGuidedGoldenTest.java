package org.purify4j.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.chain.Chain;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.chain.StepObserver;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.gradient.SecondDerivative;
import org.purify4j.diffusion.gradient.Tape;
import org.purify4j.diffusion.guidance.DistanceTarget;
import org.purify4j.diffusion.guidance.EvaluateAt;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.guidance.GuidanceScale;
import org.purify4j.diffusion.guidance.OutputLoss;
import org.purify4j.diffusion.guidance.OutputReference;
import org.purify4j.diffusion.guidance.SquaredDistance;
import org.purify4j.diffusion.guidance.VictimOutput;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.sampler.Clipping;
import org.purify4j.importers.ImportOptions;
import org.purify4j.importers.Importers;
import org.purify4j.layers.ImageNormalization;
import org.purify4j.victim.Dl4jVictim;

/** The chain guided by a classifier's output, and the gradient of whole chains. */
class VictimGuidedGoldenTest {
  private static final Draw DRAW = Draw.of(0, 1);

  /** Relative error allowed in the gradient of a chain, guided or not. */
  private static final double TOLERANCE = 1e-5;

  @ParameterizedTest
  @EnumSource
  void guidedTrajectory(ChainSource source) {
    try (GoldenChain golden = new GoldenChain(source)) {
      INDArray expected = golden.array("victim_guided_trajectory");
      int[] steps = {0};
      golden
          .with(guidedConfig(golden), Optional.of(victim(source, golden)))
          .run(
              golden.array("x0"),
              DRAW,
              event -> {
                INDArray wanted = expected.slice(event.step() - 1);
                double error = event.x().sub(wanted).amaxNumber().doubleValue();
                assertEquals(0, error, 2e-4, () -> "after step " + event.step());
                steps[0]++;
              });
      assertEquals(GoldenChain.STEPS, steps[0]);
    }
  }

  @ParameterizedTest
  @EnumSource
  void unguidedGradient(ChainSource source) {
    try (GoldenChain golden = new GoldenChain(source)) {
      check(golden, golden.config(), victim(source, golden), "unguided");
    }
  }

  @ParameterizedTest
  @EnumSource
  void guidedGradient(ChainSource source) {
    try (GoldenChain golden = new GoldenChain(source)) {
      PurifierConfig config = guidedConfig(golden);
      Classifier victim = victim(source, golden);
      assertEquals(SecondDerivative.EXACT, victim.secondDerivative());
      check(golden, config, victim, "guided");
    }
  }

  private static Classifier victim(ChainSource source, GoldenChain golden) {
    ImageNormalization normalization =
        new ImageNormalization(numbers(golden, "victim_mean"), numbers(golden, "victim_std"));
    ImportOptions options =
        ImportOptions.none().withNormalization(normalization).withImageSize(source.imageSize());
    return Dl4jVictim.of(Importers.importClassifier(source.classifier(), options).graph());
  }

  private static PurifierConfig guidedConfig(GoldenChain golden) {
    Guidance guidance =
        Guidance.of(
                new VictimOutput(
                    golden.doubles("victim_weight")[0],
                    OutputLoss.KL,
                    new OutputReference.Input(),
                    EvaluateAt.NOISY),
                new SquaredDistance(
                    golden.doubles("distance_weight")[0], DistanceTarget.NOISED_INPUT))
            .withScale(new GuidanceScale.Constant(golden.doubles("scale")[0]));
    return golden.config().withGuidance(guidance);
  }

  private static List<Double> numbers(GoldenChain golden, String name) {
    return Arrays.stream(golden.doubles(name)).boxed().toList();
  }

  private static void check(
      GoldenChain golden, PurifierConfig config, Classifier victim, String which) {
    Chain chain = golden.with(config.withClipping(Clipping.NONE), Optional.of(victim));
    Tape tape = chain.record(golden.array("x0"), DRAW, StepObserver.none());
    INDArray output = golden.array(which + "_output");
    assertEquals(0, tape.output().sub(output).amaxNumber().doubleValue(), 2e-4);

    double loss = 0;
    INDArray images = tape.output().add(1).muli(0.5);
    Tape logits = victim.record(images);
    INDArray probabilities = Nd4j.nn.softmax(logits.output(), 1);
    long[] labels = golden.longs("labels");
    for (int i = 0; i < labels.length; i++) {
      double p = probabilities.getDouble(i, labels[i]);
      loss -= Math.log(p);
      probabilities.putScalar(i, labels[i], p - 1);
    }
    assertEquals(golden.doubles(which + "_loss")[0], loss, 1e-3);
    INDArray gradient = tape.gradient(logits.gradient(probabilities).muli(0.5));
    INDArray expected = golden.array(which + "_grad_x");
    double error =
        gradient.sub(expected).norm2Number().doubleValue() / expected.norm2Number().doubleValue();
    assertTrue(error < TOLERANCE, () -> which + " gradient: relative error " + error);
  }
}
