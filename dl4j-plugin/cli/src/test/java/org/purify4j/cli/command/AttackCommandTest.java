package org.purify4j.cli.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Sgd;
import org.purify4j.cli.shell.CommandException;
import org.purify4j.cli.shell.CommandParser;
import org.purify4j.cli.shell.ExitStatus;
import org.purify4j.cli.shell.JsonFile;
import org.purify4j.cli.shell.Terminal;
import org.purify4j.cli.shell.UsageException;
import org.purify4j.data.ImageFiles;
import org.purify4j.importers.npz.Npz;
import org.purify4j.saved.SavedNetwork;
import org.purify4j.train.ConvNet;
import org.purify4j.victim.Dl4jVictim;

class AttackCommandTest {
  @TempDir Path dir;
  private Path victim;

  @BeforeEach
  void saveAnUntrainedNetwork() throws IOException {
    victim = dir.resolve("victim.zip");
    ModelSerializer.writeModel(
        new ConvNet(32, 1, 10).initialised(1, new Sgd(1)), victim.toFile(), false);
  }

  private String run(Path out, String more) throws IOException {
    String line = "--victim " + victim + " --data digits:3 --out " + out + " " + more;
    AttackCommand command = new AttackCommand();
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(printed, true, StandardCharsets.UTF_8);
    assertEquals(
        ExitStatus.DONE,
        command.run(
            CommandParser.parse(command, line.strip().split(" +")), Terminal.of(stream, stream)));
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void imagesArraysRecordAndTableAgree() throws IOException {
    Path out = dir.resolve("out");
    String printed = run(out, "--attacks pgd:margin,mi-fgsm+di+ti --steps 3 --eps 0.1");
    JsonNode record = JsonFile.JSON.readTree(out.resolve("attack.json").toFile());
    assertEquals(2, record.get("attacks").size());
    JsonNode first = record.get("attacks").get(0);
    assertEquals("margin", first.get("settings").get("loss").asText());
    assertEquals(3 * 3, first.get("queries").asInt(), "one for each image and step");
    try (Npz npz = Npz.open(out.resolve("pgd-margin").resolve("adversarial.npz"));
        Dl4jVictim network = Dl4jVictim.of(SavedNetwork.read(victim).graph())) {
      assertArrayEquals(new long[] {3, 3, 32, 32}, npz.shape("images"));
      INDArray images = npz.array("images");
      int[] classes = org.purify4j.evaluate.PredictedClasses.of(network.logits(images));
      long[] predictions = npz.longs("predictions");
      long[] ofPictures = npz.longs("predictions_png");
      for (int i = 0; i < 3; i++) {
        assertEquals(classes[i], predictions[i]);
        INDArray picture = ImageFiles.read(out.resolve("pgd-margin").resolve("00000" + i + ".png"));
        assertTrue(
            picture.sub(images.slice(i).reshape(1, 3, 32, 32)).amaxNumber().doubleValue()
                <= 0.5 / 255 + 1e-6);
        assertEquals(
            org.purify4j.evaluate.PredictedClasses.of(network.logits(picture))[0], ofPictures[i]);
        JsonNode image = first.get("perImage").get(i);
        assertEquals(npz.longs("labels")[i], image.get("label").asLong());
        assertTrue(image.get("distance").asDouble() <= 0.1 + 1e-6);
      }
    }
    assertTrue(Files.exists(out.resolve("mi-fgsm+di+ti").resolve("000002.png")));
    assertTrue(printed.contains("| pgd:margin "), printed);
    assertTrue(
        printed
            .replaceAll("\\s+", " ")
            .matches(
                ".*pgd:margin: \\d of 3 images are misclassified; as 8-bit PNG \\d of these \\d still"
                    + " are\\..*"),
        printed);
    assertEquals(
        printed.substring(0, printed.indexOf("written: ")),
        Files.readString(out.resolve("attack.md")));
  }

  /** Two steps of the guide, two of its own, and the layer of both images for the direction. */
  @Test
  void passesThroughAnInnerLayerCount() throws IOException {
    Path out = dir.resolve("inner");
    run(out, "--attacks ila --steps 2");
    JsonNode record = JsonFile.JSON.readTree(out.resolve("attack.json").toFile());
    assertEquals(3 * (2 + 2 + 2), record.get("attacks").get(0).get("queries").asInt());
  }

  @Test
  void onlyEarlierResultsAreReplaced() throws IOException {
    Path out = dir.resolve("out");
    run(out, "--attacks fgsm");
    assertTrue(run(out, "--attacks fgsm").contains("replaced: "));
    Path other = dir.resolve("other");
    Files.createDirectories(other.resolve("fgsm"));
    Files.writeString(other.resolve("fgsm").resolve("000001.png"), "mine");
    assertThrows(CommandException.class, () -> run(other, "--attacks fgsm"));
    assertEquals("mine", Files.readString(other.resolve("fgsm").resolve("000001.png")));
    assertFalse(Files.exists(other.resolve("attack.json")));
  }

  @Test
  void optionsThatNoAttackOfTheListUsesAreRefused() throws IOException {
    refused("--attacks fgsm,apgd-ce --step-size 0.01", "--step-size: changes nothing with ");
    refused("--attacks fgsm --restarts 2", "--restarts: changes nothing with --attacks fgsm");
    refused("--attacks fgsm --seed 2", "--seed: changes nothing where nothing is random");
    refused("--attacks fgsm --draws 2", "--draws: changes nothing where nothing is random");
    refused("--attacks fgsm,fgsm", "--attacks: got fgsm twice, must be once");
    refused("--attacks fgsm,,pgd", "--attacks: got , must be pgd");
    refused("--attacks none", "--attacks: got none, must be pgd");
    refused("--attacks cw", "--attacks: norm: got linf, must be l2 for cw");
    refused("--attacks pgd --nfe 4", "--nfe: needs --model");
    run(dir.resolve("used"), "--attacks fgsm,pgd --step-size 0.01 --steps 1 --seed 5");
  }

  private void refused(String options, String message) {
    String said =
        assertThrows(UsageException.class, () -> run(dir.resolve("none"), options)).getMessage();
    assertTrue(said.startsWith(message), said);
    assertFalse(Files.exists(dir.resolve("none")));
  }
}
