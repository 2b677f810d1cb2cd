package org.purify4j.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.purify4j.data.Cifar10;
import org.purify4j.diffusion.chain.Purifier;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.guidance.EvaluateAt;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.guidance.OutputLoss;
import org.purify4j.diffusion.guidance.OutputReference;
import org.purify4j.diffusion.guidance.VictimOutput;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.dl4j.PurifiedNetwork;
import org.purify4j.dl4j.PurifierReference;
import org.purify4j.importers.ImportOptions;
import org.purify4j.importers.Importers;
import org.purify4j.victim.Dl4jVictim;

/**
 * A classifier behind a victim-guided diffusion model, saved here and restored in another process:
 * small golden networks, and in addition trained ones where they are.
 */
class RestoredNetworkTest {
  private static final int IMAGES = 20;

  private static final PurifierConfig CONFIG =
      PurifierConfig.of(new NoiseLevel.Timestep(300))
          .withRespacing(new Respacing.Evenly(3))
          .withSeed(1)
          .withBatchSize(8)
          .withGuidance(
              Guidance.of(
                  new VictimOutput(
                      5, OutputLoss.KL, new OutputReference.Input(), EvaluateAt.NOISY)));

  /** Where networks and images come from. */
  enum Source {
    GOLDEN(16),
    TRAINED(32);

    private final int imageSize;

    Source(int imageSize) {
      this.imageSize = imageSize;
    }

    private Path diffusion() {
      return this == GOLDEN
          ? TestFiles.path("golden/improved-diffusion.pt")
          : SharedFiles.path("checkpoints/diffusion/cifar10-improved-diffusion-32ch.pt");
    }

    private Path classifier() {
      return this == GOLDEN
          ? TestFiles.path("golden/chenyaofo-resnet.pt")
          : SharedFiles.path("checkpoints/classifiers/cifar10_resnet20-4118986f.pt");
    }

    private INDArray images() throws IOException {
      return this == GOLDEN
          ? randomImages()
          : Cifar10.read(List.of(SharedFiles.path("data/cifar10/test-600.bin")), IMAGES).images();
    }

    private INDArray randomImages() {
      Random random = new Random(1);
      float[] pixels = new float[IMAGES * 3 * imageSize * imageSize];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = random.nextFloat();
      }
      return Nd4j.createFromArray(pixels).reshape(IMAGES, 3, imageSize, imageSize);
    }
  }

  @TempDir Path folder;
  private ComputationGraph victim;
  private ComputationGraph purified;
  private Path archive;
  private INDArray images;

  private void importAndWrap(Source source) throws IOException {
    Path diffusion = source.diffusion();
    Path classifier = source.classifier();
    images = source.images();
    archive = folder.resolve("diffusion.zip");
    try (DiffusionModel model =
        Importers.importDiffusion(diffusion, ImportOptions.none()).model()) {
      model.save(archive);
    }
    ImportOptions size = ImportOptions.none().withImageSize(source.imageSize);
    victim = Importers.importClassifier(classifier, size).graph();
    purified = PurifiedNetwork.wrap(victim, PurifierReference.of(archive, CONFIG));
  }

  @ParameterizedTest
  @EnumSource
  void anotherProcessGivesWhatPurifierAndVictimGiveInTurn(Source source)
      throws IOException, InterruptedException {
    importAndWrap(source);
    INDArray some = first(7);
    Path saved = folder.resolve("network.zip");
    Path input = folder.resolve("images.bin");
    Path output = folder.resolve("output.bin");
    ModelSerializer.writeModel(purified, saved.toFile(), true);
    Nd4j.saveBinary(some, input.toFile());
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                RestoredNetworkMain.class.getName(),
                saved.toString(),
                input.toString(),
                output.toString())
            .inheritIO()
            .start();
    assertEquals(0, process.waitFor());

    try (DiffusionModel model = DiffusionModel.load(archive);
        Dl4jVictim guide = Dl4jVictim.of(victim);
        Purifier purifier = Purifier.of(model, CONFIG, guide)) {
      INDArray expected = victim.outputSingle(purifier.purify(some));
      assertClose(expected, Nd4j.readBinary(output.toFile()), 1e-6);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theBatchAroundAnImageDoesNotMatter(Source source) throws IOException {
    importAndWrap(source);
    INDArray alone = purified.outputSingle(first(1)).dup();
    INDArray amongSeven = purified.outputSingle(first(7)).dup();
    INDArray amongAll = purified.outputSingle(first(IMAGES)).dup();
    assertClose(alone, amongSeven.get(NDArrayIndex.interval(0, 1)), 1e-5);
    assertClose(amongSeven, amongAll.get(NDArrayIndex.interval(0, 7)), 1e-5);
  }

  private INDArray first(int count) {
    return images.get(NDArrayIndex.interval(0, count)).dup();
  }

  private static void assertClose(INDArray expected, INDArray actual, double tolerance) {
    assertEquals(0, expected.sub(actual).amaxNumber().doubleValue(), tolerance);
  }
}
