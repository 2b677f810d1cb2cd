package org.purify4j.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.purify4j.data.SyntheticDigits;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.guidance.EvaluateAt;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.guidance.OutputLoss;
import org.purify4j.diffusion.guidance.OutputReference;
import org.purify4j.diffusion.guidance.VictimOutput;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.dl4j.PurifiedNetwork;
import org.purify4j.dl4j.PurifierReference;
import org.purify4j.train.ConvNet;

/**
 * A purifier that the classifier guides: saved as one network, and restored with the diffusion
 * model's archive beside it, wherever the folder of the two has gone.
 */
public final class GuidedGraph {
  private GuidedGraph() {}

  /**
   * @param args the archive of a diffusion model of 32 by 32 colour images, and a folder to save
   *     into
   */
  public static void main(String[] args) throws IOException {
    INDArray images = new SyntheticDigits(1).read(2).images();
    Path saved = save(Path.of(args[0]), Path.of(args[1]), images);

    ComputationGraph restored = PurifiedNetwork.restoreGraph(saved);
    System.out.println("restored: " + restored.outputSingle(images));
  }

  /** Puts the archive and the guided network into a folder, and tells the network's answer. */
  static Path save(Path original, Path folder, INDArray images) throws IOException {
    Files.createDirectories(folder);
    Path archive = folder.resolve("diffusion.zip");
    Files.copy(original, archive, StandardCopyOption.REPLACE_EXISTING);

    // Pulled towards what the classifier says of two unguided purifications of the image. The seed
    // is fixed only to compare the answers.
    PurifierConfig settings =
        PurifierConfig.of(new NoiseLevel.Timestep(470))
            .withRespacing(new Respacing.Evenly(4))
            .withGuidance(
                Guidance.of(
                    new VictimOutput(
                        20, OutputLoss.KL, new OutputReference.Purified(2), EvaluateAt.NOISY)))
            .withSeed(1);
    ComputationGraph guided =
        PurifiedNetwork.wrap(classifier(), PurifierReference.of(archive, settings));
    System.out.println("guided: " + guided.outputSingle(images));

    Path saved = folder.resolve("guided.zip");
    ModelSerializer.writeModel(guided, saved.toFile(), true);
    return saved;
  }

  /** Stands for yours. A MultiLayerNetwork becomes a graph by PurifiedNetwork.wrapAsGraph. */
  private static ComputationGraph classifier() {
    return new ConvNet(32, 8, 10).initialised(1, new Adam());
  }
}
