package org.purify4j.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import org.purify4j.attack.Attack;
import org.purify4j.attack.AttackKind;
import org.purify4j.attack.AttackedImages;
import org.purify4j.attack.Attacks;
import org.purify4j.cli.option.DataSources;
import org.purify4j.cli.shell.CommandParser;
import org.purify4j.cli.shell.ExitStatus;
import org.purify4j.cli.shell.Help;
import org.purify4j.cli.shell.JsonFile;
import org.purify4j.cli.shell.Terminal;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.train.ConvNet;

class EvaluateCommandTest {
  private static final AttackKind INVERSION =
      AttackKind.of("invert", "every image as its negative", settings -> new Inversion());

  @TempDir Path dir;
  private Path victim;

  private record Inversion() implements Attack {
    @Override
    public AttackedImages attack(NoisyClassifier target, INDArray images, int[] labels, Draw draw) {
      return AttackedImages.of(images.rsub(1));
    }

    @Override
    public ObjectNode settings() {
      return INVERSION.settings().put("levels", 256);
    }
  }

  @BeforeEach
  void saveAnUntrainedNetwork() throws IOException {
    victim = dir.resolve("victim.zip");
    ModelSerializer.writeModel(
        new ConvNet(32, 1, 10).initialised(1, new Sgd(1)), victim.toFile(), false);
  }

  private String run(EvaluateCommand command, Path out, String... more) throws IOException {
    String line = "--victim " + victim + " --data digits:3 --out " + out;
    String[] words = (line + " " + String.join(" ", more)).split(" +");
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(printed, true, StandardCharsets.UTF_8);
    assertEquals(
        ExitStatus.DONE,
        command.run(CommandParser.parse(command, words), Terminal.of(stream, stream)));
    return printed.toString(StandardCharsets.UTF_8);
  }

  /** One file and one line in the list: nothing else has to know the attack. */
  @Test
  void anotherAttackInTheListIsInHelpAndInReports() throws IOException {
    EvaluateCommand command = new EvaluateCommand(Attacks.all().with(INVERSION), DataSources.all());
    String help = Help.of(command).replaceAll("\\s+", " ");
    assertTrue(help.contains("invert: every image as its negative"), help);
    Path out = dir.resolve("inverted");
    run(command, out, "--attack", "invert");
    for (String file : new String[] {"report.json", "config.json"}) {
      JsonNode settings = JsonFile.JSON.readTree(out.resolve(file).toFile()).get("settings");
      assertEquals("invert", settings.get("attack").asText());
      assertEquals(256, settings.get("levels").asInt());
      assertEquals("none", settings.get("gradient").asText());
    }
    assertTrue(Files.readString(out.resolve("report.md")).contains("invert"));
  }

  @Test
  void onlyFilesThatWereWrittenAreReported() throws IOException {
    Path with = dir.resolve("with");
    assertTrue(
        run(new EvaluateCommand(), with, "--attack", "none")
            .endsWith("report.json, config.json, grid.png\n"));
    assertTrue(Files.exists(with.resolve("grid.png")));
    Path without = dir.resolve("without");
    assertTrue(
        run(new EvaluateCommand(), without, "--attack", "none", "--examples", "0")
            .endsWith("report.json, config.json\n"));
    assertFalse(Files.exists(without.resolve("grid.png")));
  }
}
