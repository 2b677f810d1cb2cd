package org.purify4j.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.chain.Chain;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.chain.StepObserver;
import org.purify4j.diffusion.classifier.Classifier;
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
import org.purify4j.importers.npz.Npz;
import org.purify4j.layers.ImageNormalization;
import org.purify4j.victim.Dl4jVictim;

/** Chains guided by a real architecture's output, and the gradient of whole chains, of PyTorch. */
class VictimGuidedGoldenTest {
  private static final Draw DRAW = Draw.of(0, 1);
  private static GoldenChain golden;
  private static Npz guided;
  private static Npz gradients;
  private static Classifier victim;

  @BeforeAll
  static void open() {
    golden = new GoldenChain();
    guided = Npz.open(SharedFiles.path("golden/victim-guided-chain.npz"));
    gradients = Npz.open(SharedFiles.path("golden/chain-gradient.npz"));
    ImageNormalization normalization =
        new ImageNormalization(numbers("victim_mean"), numbers("victim_std"));
    victim =
        Dl4jVictim.of(
            Importers.importClassifier(
                    SharedFiles.path("golden/chenyaofo-cifar10_resnet20.pt"),
                    ImportOptions.none().withNormalization(normalization))
                .graph());
  }

  @AfterAll
  static void close() {
    if (golden != null) {
      golden.close();
    }
  }

  private static PurifierConfig guidedConfig() {
    Guidance guidance =
        Guidance.of(
                new VictimOutput(
                    number("victim_weight"),
                    OutputLoss.KL,
                    new OutputReference.Input(),
                    EvaluateAt.NOISY),
                new SquaredDistance(number("distance_weight"), DistanceTarget.NOISED_INPUT))
            .withScale(new GuidanceScale.Constant(number("scale")));
    return golden.config().withGuidance(guidance);
  }

  private static double number(String name) {
    return guided.doubles(name)[0];
  }

  private static List<Double> numbers(String name) {
    return Arrays.stream(guided.doubles(name)).boxed().toList();
  }

  @Test
  void guidedTrajectory() {
    INDArray expected = guided.array("trajectory");
    int[] steps = {0};
    golden
        .with(guidedConfig(), Optional.of(victim))
        .run(
            guided.array("x0"),
            DRAW,
            event -> {
              INDArray wanted = expected.slice(event.step() - 1);
              double error = event.x().sub(wanted).amaxNumber().doubleValue();
              assertEquals(0, error, 2e-4, () -> "after step " + event.step());
              steps[0]++;
            });
    assertEquals(GoldenChain.STEPS, steps[0]);
  }

  @Test
  void unguidedGradient() {
    check(golden.config().withClipping(Clipping.NONE), "unguided", 1e-5);
  }

  /** Second derivatives of the victim are central differences in single precision. */
  @Test
  void guidedGradient() {
    check(guidedConfig().withClipping(Clipping.NONE), "guided", 2e-3);
  }

  private static void check(PurifierConfig config, String which, double tolerance) {
    Chain chain = golden.with(config, Optional.of(victim));
    Tape tape = chain.record(gradients.array("x0"), DRAW, StepObserver.none());
    INDArray output = gradients.array(which + "_output");
    assertEquals(0, tape.output().sub(output).amaxNumber().doubleValue(), 2e-4);

    double loss = 0;
    INDArray images = tape.output().add(1).muli(0.5);
    Tape logits = victim.record(images);
    INDArray probabilities = Nd4j.nn.softmax(logits.output(), 1);
    long[] labels = gradients.longs("labels");
    for (int i = 0; i < labels.length; i++) {
      double p = probabilities.getDouble(i, labels[i]);
      loss -= Math.log(p);
      probabilities.putScalar(i, labels[i], p - 1);
    }
    assertEquals(gradients.doubles(which + "_loss")[0], loss, 1e-3);
    INDArray gradient = tape.gradient(logits.gradient(probabilities).muli(0.5));
    INDArray expected = gradients.array(which + "_grad_x");
    double error =
        gradient.sub(expected).norm2Number().doubleValue() / expected.norm2Number().doubleValue();
    assertTrue(error < tolerance, () -> which + " gradient: relative error " + error);
  }
}
