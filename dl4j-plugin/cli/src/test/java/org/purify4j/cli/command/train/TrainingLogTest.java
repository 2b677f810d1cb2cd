package org.purify4j.cli.command.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.purify4j.cli.shell.Terminal;
import org.purify4j.diffusion.train.TrainingConfig;

class TrainingLogTest {
  private static final String FIRST = "{\"step\":1,\"loss\":0.9}";
  private static final String HELD_OUT = "{\"step\":2,\"heldOut\":0.7}";
  private static final String LAST = "{\"step\":3,\"loss\":0.8}";
  private static final String LATER = "{\"step\":4,\"loss\":0.1}";

  @TempDir Path dir;

  /** Opens a file of these lines after step 3, and returns what is said. */
  private String open(List<String> lines, List<Double> losses) throws IOException {
    Path file = Files.write(dir.resolve("metrics.jsonl"), lines);
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(printed, true, StandardCharsets.UTF_8);
    try (TrainingLog log =
        TrainingLog.open(file, 3, TrainingConfig.of(5), Terminal.of(stream, stream))) {
      assertEquals(losses, log.curve().losses().stream().map(LossCurve.Point::loss).toList());
      assertEquals(1, log.curve().heldOut().size());
    }
    assertEquals(List.of(FIRST, HELD_OUT, LAST), Files.readAllLines(file));
    return printed.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"step\":2,\"lo",
        "{\"step\":2}",
        "{\"loss\":0.5}",
        "{\"step\":\"2\",\"loss\":0.5}",
        "{\"step\":2,\"loss\":\"0.5\"}",
        "{\"step\":2,\"loss\":0.5}{\"step\":3,\"loss\":0.5}",
        "",
        "[]"
      })
  void damagedLinesAreNamed(String damaged) throws IOException {
    String said = open(List.of(FIRST, damaged, HELD_OUT, LAST, LATER), List.of(0.9, 0.8));
    assertTrue(
        said.contains("metrics.jsonl: damaged lines: got 1 (the first is line 2), must be none"),
        said);
    assertEquals(1, said.lines().count());
  }

  @Test
  void laterLinesAreDroppedAsTheirStepsAreMadeAgain() throws IOException {
    assertEquals("", open(List.of(FIRST, HELD_OUT, LAST, LATER), List.of(0.9, 0.8)));
  }

  /** A damaged line is a step without a point; the later ones stay where they were. */
  @Test
  void pointsAreDrawnAtTheirOwnSteps() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int step = 1; step <= 400; step++) {
      lines.add(
          step == 3 || step == 4 ? "{\"step" : "{\"step\":%d,\"loss\":0.%d}".formatted(step, step));
    }
    Path file = Files.write(dir.resolve("metrics.jsonl"), lines);
    PrintStream none =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    try (TrainingLog log =
        TrainingLog.open(file, 400, TrainingConfig.of(400), Terminal.of(none, none))) {
      List<LossCurve.Point> means = log.curve().means(199);
      assertEquals(new LossCurve.Point(2, (0.1 + 0.2) / 2), means.get(0));
      assertEquals(new LossCurve.Point(6, (0.5 + 0.6) / 2), means.get(1));
      assertEquals(400, means.get(means.size() - 1).step());
    }
  }
}
