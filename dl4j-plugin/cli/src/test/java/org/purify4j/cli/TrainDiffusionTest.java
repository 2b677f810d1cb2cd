package org.purify4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.purify4j.cli.shell.Output;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.model.ModelDescription;
import org.purify4j.diffusion.train.TrainingCheckpoint;

/** A tiny network, trained for a few steps on random pixels. */
class TrainDiffusionTest {
  private static final int STEPS = 20;
  private static final int SIDE = 16;

  @TempDir Path dir;
  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    data = Files.createDirectory(dir.resolve("pictures"));
    Random random = new Random(1);
    for (int i = 0; i < 10; i++) {
      BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
      picture.setRGB(0, 0, SIDE, SIDE, random.ints(SIDE * SIDE).toArray(), 0, SIDE);
      ImageIO.write(picture, "png", data.resolve(i + ".png").toFile());
    }
  }

  private Object[] words(Path out, int steps, Object... more) {
    List<Object> words =
        new ArrayList<>(
            List.of(
                "train-diffusion",
                "--data",
                "images:" + data,
                "--out",
                out,
                "--image-size",
                SIDE,
                "--channels",
                32,
                "--mult",
                "1,1,1",
                "--blocks",
                1,
                "--timesteps",
                20,
                "--steps",
                steps,
                "--batch",
                2,
                "--flip",
                "--warmup",
                3,
                "--checkpoint-every",
                8));
    words.addAll(List.of(more));
    return words.toArray();
  }

  @Test
  void aSecondTrainingOfTheSameModelIsRefused() {
    Path out = dir.resolve("model.zip");
    for (Path claimed : List.of(out, dir.resolve("model-training"))) {
      try (Output first = claimed.equals(out) ? Output.file(claimed) : Output.directory(claimed)) {
        CommandRun second = CommandRun.of(words(out, 1)).expect(1);
        assertTrue(
            second.err().startsWith("purify: " + first.path() + ": another run is writing to it"),
            second.err());
      }
    }
  }

  @Test
  void itWritesAModelAndWhatIsToBeSeenOfIt() throws IOException {
    Path out = dir.resolve("model.zip");
    CommandRun run =
        CommandRun.of(words(out, 6, "--held-out", "images:" + data, "--half")).expect(0);
    assertEquals(3, run.out().lines().count(), run.out());
    Path beside = dir.resolve("model-training");
    assertEquals(8, Files.readAllLines(beside.resolve("metrics.jsonl")).size());
    for (String file : List.of("checkpoint.zip", "loss.png", "samples.png", "training.json")) {
      assertTrue(Files.size(beside.resolve(file)) > 0, file);
    }
    try (DiffusionModel model = DiffusionModel.load(out)) {
      assertTrue(model.description().provenance().notes().get("trained on").contains("10 of 3x16"));
    }
    // half precision, and no more than that
    assertTrue(Files.size(out) < 0.2 * Files.size(beside.resolve("checkpoint.zip")));

    Path tuned = dir.resolve("tuned.zip");
    CommandRun.of(
            "train-diffusion",
            "--model",
            out,
            "--data",
            "images:" + data,
            "--steps",
            1,
            "--out",
            tuned)
        .expect(0);
    try (DiffusionModel model = DiffusionModel.load(tuned)) {
      assertEquals("model.zip", model.description().provenance().source());
      assertEquals(64, model.description().provenance().sha256().length());
    }
  }

  @Test
  void aTrainingWithOtherSettingsIsLeftAlone() {
    Path out = dir.resolve("model.zip");
    CommandRun.of(words(out, 1)).expect(0);
    CommandRun run = CommandRun.of(words(out, 2)).expect(1);
    assertEquals(1, run.errorLines().size(), run.err());
    assertTrue(
        run.err()
            .contains(
                "belongs to another training (--steps: 1 there, 2 here), must be of the same"),
        run.err());
    CommandRun heads = CommandRun.of(words(out, 1, "--heads", 2)).expect(1);
    assertTrue(heads.err().contains("(network.heads"), heads.err());
    assertTrue(heads.err().contains(": 4 there, 2 here)"), heads.err());
  }

  /** The figures of a training cannot be had again. */
  @Test
  void theLogOfATrainingWithoutItsCheckpointIsKept() throws IOException {
    Path out = dir.resolve("model.zip");
    CommandRun.of(words(out, 2)).expect(0);
    Path beside = dir.resolve("model-training");
    String log = Files.readString(beside.resolve("metrics.jsonl"));
    Files.delete(beside.resolve("checkpoint.zip"));
    CommandRun run = CommandRun.of(words(out, 1)).expect(0);
    assertTrue(run.err().contains("kept: " + beside.resolve("metrics-1.jsonl")), run.err());
    assertTrue(run.err().contains("kept: " + beside.resolve("training-1.json")), run.err());
    assertEquals(log, Files.readString(beside.resolve("metrics-1.jsonl")));
    assertEquals(1, Files.readAllLines(beside.resolve("metrics.jsonl")).size());

    byte[] checkpoint = Files.readAllBytes(beside.resolve("checkpoint.zip"));
    checkpoint[checkpoint.length / 2] ^= 1;
    Files.write(beside.resolve("checkpoint.zip"), checkpoint);
    CommandRun damaged = CommandRun.of(words(out, 1)).expect(1);
    assertEquals(1, damaged.errorLines().size(), damaged.err());
    assertTrue(damaged.err().contains(": is damaged ("), damaged.err());
    assertTrue(damaged.err().contains("or remove the directory " + beside), damaged.err());
  }

  /** Only the program that began a training is known to end it as if it had never stopped. */
  @Test
  void aTrainingOfAnotherVersionOfTheProgramIsLeftAlone() throws IOException {
    Path out = dir.resolve("model.zip");
    CommandRun.of(words(out, 1)).expect(0);
    Path file = dir.resolve("model-training/checkpoint.zip");
    TrainingCheckpoint there = TrainingCheckpoint.read(file);
    ModelDescription old =
        there
            .description()
            .withProvenance(
                there.description().provenance().withSource("train-diffusion", "", "purify4j 0"));
    new TrainingCheckpoint(old, there.config(), there.images(), there.state()).write(file);
    byte[] before = Files.readAllBytes(file);
    CommandRun run = CommandRun.of(words(out, 1)).expect(1);
    assertEquals(1, run.errorLines().size(), run.err());
    assertTrue(
        run.err().contains("belongs to another training (program: purify4j 0 there, purify4j "),
        run.err());
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  /**
   * Stopped politely, it says so and writes a checkpoint; killed, it has the last one. A line of
   * metrics that was cut off is named, and costs nothing.
   */
  @Test
  void stoppedAndBegunAgainItEndsTheSame() throws Exception {
    Path unbroken = dir.resolve("unbroken.zip");
    CommandRun.of(words(unbroken, STEPS)).expect(0);
    for (boolean politely : new boolean[] {true, false}) {
      Path folder = Files.createDirectory(dir.resolve(politely ? "stopped" : "killed"));
      Path ended = stoppedAndBegunAgain(folder, politely);
      assertArrayEquals(Files.readAllBytes(unbroken), Files.readAllBytes(ended));
    }
  }

  private Path stoppedAndBegunAgain(Path folder, boolean politely) throws Exception {
    Path out = folder.resolve("model.zip");
    Path err = folder.resolve("err.txt");
    Process process = start(words(out, STEPS), err);
    Path checkpoint = folder.resolve("model-training/checkpoint.zip");
    while (!Files.exists(checkpoint) && process.isAlive()) {
      Thread.sleep(5);
    }
    if (politely) {
      process.destroy();
    } else {
      process.destroyForcibly();
    }
    assertTrue(process.waitFor(5, TimeUnit.MINUTES));
    assertTrue(!Files.exists(out), "must be stopped before its end");
    if (politely) {
      String said = Files.readString(err);
      assertTrue(said.contains("repeat the command to continue"), said);
    }
    Path metrics = folder.resolve("model-training/metrics.jsonl");
    Files.writeString(metrics, "{\"step\": 1, \"lo", StandardOpenOption.APPEND);
    CommandRun again = CommandRun.of(words(out, STEPS)).expect(0);
    assertTrue(again.err().contains("continuing after step"), again.err());
    assertTrue(again.err().contains("metrics.jsonl: damaged lines: got 1"), again.err());
    assertEquals(STEPS, Files.readAllLines(metrics).size());
    return out;
  }

  private static Process start(Object[] words, Path err) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                Purify.class.getName()));
    for (Object word : words) {
      command.add(word.toString());
    }
    return new ProcessBuilder(command).redirectError(err.toFile()).start();
  }
}
