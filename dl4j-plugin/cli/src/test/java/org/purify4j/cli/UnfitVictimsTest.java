package org.purify4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Sgd;
import org.purify4j.train.ConvNet;

/** DL4J networks that are whole, and not ones for the images at hand. */
class UnfitVictimsTest {
  @TempDir Path dir;

  /** It used to be found out when the pictures were drawn, after the whole evaluation. */
  @Test
  void anotherNumberOfClasses() throws IOException {
    Path victim = dir.resolve("hundred.zip");
    ModelSerializer.writeModel(
        new ConvNet(32, 1, 100).initialised(1, new Sgd(1)), victim.toFile(), false);
    assertEquals(
        List.of("purify: " + victim + ": has 100 classes, must have the 10 of the images"),
        evaluated(victim));
  }

  @Test
  void anotherNumberOfChannels() throws IOException {
    Path victim = saved(1, 32);
    assertEquals(
        List.of(
            "purify: images: got shape [1, 3, 32, 32], must have the 1 channels of the network"),
        evaluated(victim));
  }

  @Test
  void anotherSize() throws IOException {
    Path victim = saved(3, 64);
    List<String> lines = evaluated(victim);
    assertEquals(1, lines.size(), lines.toString());
    assertTrue(
        lines.get(0).startsWith("purify: images: got shape [1, 3, 32, 32], must "), lines.get(0));
  }

  @Test
  void aBudgetThatLeavesNothing() throws IOException {
    List<String> lines = evaluated(saved(3, 32), "--norm", "l2", "--eps", 60);
    assertEquals(1, lines.size(), lines.toString());
    assertTrue(lines.get(0).contains("--eps: got 60"), lines.get(0));
  }

  private List<String> evaluated(Path victim, Object... more) {
    List<Object> words = new ArrayList<>();
    words.addAll(List.of("evaluate", "--victim", victim, "--data", "digits:3"));
    words.addAll(List.of("--out", dir.resolve("out")));
    words.addAll(List.of(more));
    CommandRun run = CommandRun.of(words.toArray());
    run.expect(more.length == 0 ? 1 : 2);
    assertFalse(Files.exists(dir.resolve("out")), "nothing is written for what is refused");
    return run.errorLines();
  }

  private Path saved(int channels, int side) throws IOException {
    return saved(dir.resolve("victim.zip"), channels, side);
  }

  /** Writes a classifier of ten classes. */
  static Path saved(Path victim, int channels, int side) throws IOException {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).stride(2, 2).nOut(2).build())
                .layer(new DenseLayer.Builder().nOut(4).build())
                .layer(new OutputLayer.Builder().nOut(10).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(side, side, channels))
                .build());
    network.init();
    ModelSerializer.writeModel(network, victim.toFile(), false);
    return victim;
  }
}
