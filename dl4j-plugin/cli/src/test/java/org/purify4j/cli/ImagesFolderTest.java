package org.purify4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.cli.shell.JsonFile;
import org.purify4j.data.ImageFiles;

class ImagesFolderTest {
  @TempDir Path dir;
  private Path model;
  private Path victim;

  @BeforeEach
  void inputs() throws IOException {
    TinyInputs inputs = TinyInputs.in(dir, 1);
    model = inputs.model();
    victim = inputs.victim();
  }

  private Path picture(String name, int size) throws IOException {
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    ImageFiles.write(Nd4j.valueArrayOf(new long[] {1, 3, size, size}, 0.5, DataType.FLOAT), file);
    return file;
  }

  @Test
  void theOthersArePurifiedAndTheBrokenOnesNamed() throws IOException {
    picture("in/a.png", 16);
    picture("in/sub/a.png", 16);
    Path odd = picture("in/odd.png", 15);
    Path broken = Files.writeString(dir.resolve("in/broken.png"), "no picture");
    Files.writeString(dir.resolve("in/._a.png"), "a leftover");
    Path out = dir.resolve("in/out");
    Object[] words = {
      "images", dir.resolve("in"), "--model", model, "--timestep", 30, "--nfe", 1, "--out", out
    };
    CommandRun run = CommandRun.of(words).expect(1);
    assertEquals(3, run.errorLines().size(), run.err());
    assertTrue(run.err().contains(broken + ": not a readable picture"), run.err());
    assertTrue(run.err().contains(odd + ": images: got 15×15 pixels, must be a multiple of"));
    assertTrue(
        run.errorLines()
            .get(2)
            .endsWith("2 of 4 pictures were not purified: " + broken + ", " + odd));
    assertTrue(Files.exists(out.resolve("a.png")));
    assertTrue(Files.exists(out.resolve("sub/a.png")));
    JsonNode record = JsonFile.JSON.readTree(out.resolve("images.json").toFile());
    assertEquals(2, record.get("images").size());
    assertEquals(broken.toString(), record.at("/failed/0/in").asText());
    Files.delete(broken);
    Files.delete(odd);
    CommandRun again = CommandRun.of(words).expect(0); // and its own results are no inputs
    assertEquals(2, again.out().lines().filter(l -> l.contains(" -> ")).count(), again.out());
    assertTrue(again.out().endsWith("images.json, which was there\n"), again.out());
  }

  @Test
  void votesNeedAClassifier() throws IOException {
    Path in = picture("p.png", 16);
    Path out = dir.resolve("out");
    for (String[] option : new String[][] {{"--votes", "5"}, {"--vote-rule", "majority"}}) {
      CommandRun run =
          CommandRun.of(
              "images", in, "--model", model, "--timestep", 30, option[0], option[1], "--out", out);
      assertTrue(run.expect(2).err().contains(option[0] + ": needs --victim"), run.err());
    }
    assertFalse(Files.exists(out));
    Object[] words = {
      "images",
      in,
      "--model",
      model,
      "--victim",
      victim,
      "--timestep",
      30,
      "--nfe",
      1,
      "--votes",
      3,
      "--out",
      out
    };
    assertTrue(CommandRun.of(words).expect(0).out().contains("  class "));
    assertEquals(
        3,
        JsonFile.JSON.readTree(out.resolve("images.json").toFile()).at("/purifier/votes").asInt());
  }
}
