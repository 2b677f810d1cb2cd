package org.purify4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.purify4j.cli.shell.JsonFile;

class TrainClassifierTest {
  @TempDir Path dir;

  @Test
  void whatIsTrainedIsWrittenWithWhatMadeItAndCanBeEvaluated() throws IOException {
    Path file = dir.resolve("v.zip");
    CommandRun run =
        CommandRun.of(
                "train-classifier",
                "--data",
                "digits:40,1",
                "--test",
                "digits:20,2",
                "--epochs",
                2,
                "--width",
                2,
                "--seed",
                5,
                "--out",
                file)
            .expect(0);
    assertTrue(run.out().startsWith("epoch 1: loss "), run.out());
    JsonNode record = JsonFile.JSON.readTree(dir.resolve("v.zip.json").toFile());
    assertEquals(5, record.at("/training/seed").asInt());
    assertEquals(2, record.get("epochs").size());
    assertEquals("digits:40,1", record.at("/files/0/path").asText());
    assertEquals(64, record.at("/files/2/sha256").asText().length());
    Path out = dir.resolve("out");
    CommandRun.of("evaluate", "--victim", file, "--data", "digits:8", "--steps", 1, "--out", out)
        .expect(0);
    JsonNode report = JsonFile.JSON.readTree(out.resolve("report.json").toFile());
    assertEquals(8, report.get("images").size());
    assertEquals("digits:8,0", report.at("/files/1/path").asText());
  }

  @Test
  void aRecordWithoutItsNetworkIsKept() throws IOException {
    Path record = Files.writeString(dir.resolve("v.zip.json"), "mine");
    CommandRun run =
        CommandRun.of(
                "train-classifier",
                "--data",
                "digits:4,1",
                "--test",
                "digits:4,2",
                "--out",
                dir.resolve("v.zip"))
            .expect(1);
    assertTrue(run.err().contains(record + ": is there already"), run.err());
    assertEquals("mine", Files.readString(record));
  }

  /** Figures on training images are called that, in training and in what is measured later. */
  @Test
  void imagesThatWereTrainedOnAreRemarked() throws IOException {
    Path file = dir.resolve("v.zip");
    CommandRun run = train("digits:40,1", "digits:20,1", file);
    String note = "--test: 20 of its 20 images are also among those of --data";
    assertTrue(run.out().startsWith(note), run.out());
    JsonNode record = JsonFile.JSON.readTree(dir.resolve("v.zip.json").toFile());
    assertTrue(record.at("/notes/0").asText().startsWith(note), record.toString());
    assertFalse(train("digits:40,1", "digits:20,2", file).out().contains("--test: "));
    String used = "--data: holds images that victim was trained on (digits:40,1)";
    assertTrue(evaluate(file, "digits:8,1").contains(used));
    assertFalse(evaluate(file, "digits:8,2").contains(used));
    Files.copy(file, dir.resolve("other.zip"));
    Files.writeString(dir.resolve("other.zip.json"), "no record {");
    assertFalse(evaluate(dir.resolve("other.zip"), "digits:8,1").contains(used));
  }

  private static CommandRun train(String data, String test, Path out) {
    return CommandRun.of(
            "train-classifier",
            "--data",
            data,
            "--test",
            test,
            "--epochs",
            1,
            "--width",
            2,
            "--out",
            out)
        .expect(0);
  }

  private String evaluate(Path victim, String data) throws IOException {
    Path out = dir.resolve("out");
    CommandRun run =
        CommandRun.of("evaluate", "--victim", victim, "--data", data, "--steps", 1, "--out", out)
            .expect(0);
    for (String name : new String[] {"report.json", "report.md", "report.html"}) {
      assertEquals(
          run.out().contains("--data: holds"),
          Files.readString(out.resolve(name)).contains("--data: holds"),
          name);
    }
    return run.out();
  }
}
