package org.purify4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
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
}
