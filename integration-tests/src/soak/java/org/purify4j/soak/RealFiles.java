package org.purify4j.soak;

import java.io.IOException;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.data.Cifar10;
import org.purify4j.diffusion.guidance.EvaluateAt;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.guidance.OutputLoss;
import org.purify4j.diffusion.guidance.OutputReference;
import org.purify4j.diffusion.guidance.VictimOutput;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.importers.ImportOptions;
import org.purify4j.importers.Importers;
import org.purify4j.it.SharedFiles;

/** The small CIFAR-10 checkpoint, a ResNet-20 and test images, and settings of few steps. */
final class RealFiles {
  static final PurifierConfig UNGUIDED =
      PurifierConfig.of(new NoiseLevel.Timestep(300))
          .withRespacing(new Respacing.Evenly(2))
          .withBatchSize(4);
  static final PurifierConfig GUIDED =
      UNGUIDED.withGuidance(
          Guidance.of(
              new VictimOutput(5, OutputLoss.KL, new OutputReference.Input(), EvaluateAt.NOISY)));

  private RealFiles() {}

  static DiffusionModel model() {
    return Importers.importDiffusion(
            SharedFiles.path("checkpoints/diffusion/cifar10-improved-diffusion-32ch.pt"),
            ImportOptions.none())
        .model();
  }

  static ComputationGraph victim() {
    return Importers.importClassifier(
            SharedFiles.path("checkpoints/classifiers/cifar10_resnet20-4118986f.pt"),
            ImportOptions.none())
        .graph();
  }

  static INDArray images(int count) throws IOException {
    return Cifar10.read(List.of(SharedFiles.path("data/cifar10/test-600.bin")), count).images();
  }
}
