package org.purify4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.purify4j.data.ImageFiles;
import org.purify4j.diffusion.chain.Purifier;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.train.ConvNet;

class BatchJobTest {
  private static final PurifierConfig REPEATABLE =
      PurifierConfig.of(new NoiseLevel.PixelSigma(0.1))
          .withRespacing(new Respacing.Evenly(2))
          .withSeed(5);

  @TempDir Path folder;

  @Test
  void everyPictureHasALineWithTheAnswerToItsPurification() throws Exception {
    Path archive = SmallModel.write(folder.resolve("diffusion.zip"));
    Path pictures = Pictures.write(folder.resolve("pictures"), 10, 4); // 40: two batches
    ComputationGraph network = new ConvNet(32, 8, 10).initialised(1, new Adam());
    Path classifier = folder.resolve("classifier.zip");
    ModelSerializer.writeModel(network, classifier.toFile(), true);
    Path table = folder.resolve("table.csv");

    BatchJob.run(pictures.toFile(), classifier.toFile(), archive, REPEATABLE, table);

    List<String> lines = Files.readAllLines(table);
    assertEquals("picture,class,probability", lines.get(0));
    assertEquals(40, lines.stream().skip(1).distinct().count());
    assertEquals(expected(pictures, "class7", "digit7.png", archive, network), line(lines, 7));
    assertEquals(expected(pictures, "class9", "digit39.png", archive, network), line(lines, 39));
  }

  private static String line(List<String> lines, int digit) {
    String start = "\"digit" + digit + ".png\"";
    return lines.stream().filter(line -> line.startsWith(start)).findFirst().orElse("none");
  }

  private static String expected(
      Path pictures, String ofClass, String name, Path archive, ComputationGraph network)
      throws Exception {
    try (DiffusionModel model = DiffusionModel.load(archive);
        Purifier purifier = Purifier.of(model, REPEATABLE)) {
      INDArray image = ImageFiles.read(pictures.resolve(ofClass).resolve(name));
      INDArray answer = network.outputSingle(purifier.purify(image));
      int best = answer.argMax(1).getInt(0);
      return String.format(
          java.util.Locale.ROOT, "\"%s\",%d,%.4f", name, best, answer.getDouble(0, best));
    }
  }
}
