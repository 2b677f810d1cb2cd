package org.purify4j.cli.command.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.purify4j.cli.CommandRun;
import org.purify4j.cli.shell.JsonFile;

class BenchTest {
  private static final String UNET = "improved-diffusion.pt";

  @TempDir Path dir;
  private Path model;

  @BeforeEach
  void importModel() {
    model = dir.resolve("model.zip");
    CommandRun.of("import", CommandRun.golden(UNET), "--out", model).expect(0);
  }

  private CommandRun bench(Object... more) {
    Object[] words = new Object[7 + more.length];
    Object[] first = {"bench", "--model", model, "--batch", 2, "--seconds", "0.01"};
    System.arraycopy(first, 0, words, 0, first.length);
    System.arraycopy(more, 0, words, first.length, more.length);
    return CommandRun.of(words);
  }

  @Test
  void forwardPurificationsAndGradientAreMeasured() throws IOException {
    Path file = dir.resolve("bench.json");
    CommandRun run =
        bench("--size", 16, "--timestep", 40, "--nfe", 2, "--votes", 3, "--json", file).expect(0);
    assertEquals("", run.complaints());
    assertTrue(run.out().contains("16x16 pixels, 2 at once"), run.out());
    assertTrue(run.out().contains("| forward and input gradient "), run.out());
    JsonNode json = JsonFile.JSON.readTree(file.toFile());
    JsonNode figures = json.get("figures");
    assertEquals(3, figures.size());
    assertEquals("t=40 nfe=2 votes=3, 2 steps, one of 3 votes", figures.at("/1/name").asText());
    assertEquals("purifications/min", figures.at("/1/unit").asText());
    for (JsonNode figure : figures) {
      assertTrue(figure.get("median").asDouble() > 0, figure.toString());
      assertTrue(figure.get("lowerQuartile").asDouble() <= figure.get("median").asDouble());
      assertTrue(figure.get("upperQuartile").asDouble() >= figure.get("median").asDouble());
    }
    assertTrue(figures.at("/0/runs").asInt() >= 5, figures.toString());
    assertEquals(64, json.at("/files/0/sha256").asText().length());
    assertEquals(2, json.at("/purifiers/t=40 nfe=2 votes=3/batchSize").asInt());
    assertEquals(json.at("/environment/threads"), json.get("threads"));
  }

  /** With next to no time, six steps of 41 are taken: five after the first. */
  @Test
  void ofALongPurificationOnlyTheBeginningIsRun() throws IOException {
    Path file = dir.resolve("bench.json");
    CommandRun.of(
            "bench",
            "--model",
            model,
            "--batch",
            1,
            "--seconds",
            "1e-6",
            "--timestep",
            40,
            "--json",
            file)
        .expect(0);
    JsonNode figure = JsonFile.JSON.readTree(file.toFile()).at("/figures/1");
    assertEquals("t=40, 41 steps, extrapolated from 6 steps", figure.get("name").asText());
    assertEquals(5, figure.get("runs").asInt());
  }

  @Test
  void whatCannotBeMeasuredIsSaidInOneLine() {
    assertTrue(bench("--preset", "paper").expect(2).err().contains("--victim: is missing"));
    CommandRun odd = bench("--size", 15).expect(2);
    assertTrue(
        odd.err().startsWith("purify: --size: images: got 15×15 pixels, must be a multiple of"),
        odd.err());
    assertEquals(1, odd.errorLines().size(), odd.err());
  }

  /** Times 1, 2, 3, 4 s: quartiles 1.75, 2.5, 3.25 by linear interpolation. */
  @Test
  void quartilesAreInterpolatedAndInOrder() {
    List<Double> times = List.of(1.0, 2.0, 3.0, 4.0);
    OptionalLong none = OptionalLong.empty();
    BenchFigure seconds = BenchFigure.of("n", "s", times, t -> t, none);
    assertEquals(
        new BenchFigure("n", "s", 2.5, 1.75, 3.25, 4, OptionalDouble.empty(), none), seconds);
    BenchFigure rate = BenchFigure.of("n", "1/s", times, t -> 1 / t, none);
    assertEquals(
        new BenchFigure("n", "1/s", 0.4, 1 / 3.25, 1 / 1.75, 4, OptionalDouble.empty(), none),
        rate);
  }

  @Test
  void runsGoOnUntilBothTimeAndNumberAreReached() {
    assertEquals(4, new Repetition(1e-9, 4).time(() -> {}, part -> {}).size());
    double[] last = {-1};
    List<Double> times = new Repetition(0.02, 1).time(() -> {}, part -> last[0] = part);
    assertTrue(times.stream().mapToDouble(t -> t).sum() >= 0.02, times.size() + " runs");
    assertTrue(last[0] >= 0 && last[0] <= 1, "progress " + last[0]);
  }

  @Test
  void peakMemoryIsReadAsLinuxTellsIt() {
    assertEquals(
        OptionalLong.of(1536 * 1024),
        ResidentMemory.parse(List.of("VmPeak:\t  99 kB", "VmHWM:\t    1536 kB")));
    assertEquals(OptionalLong.empty(), ResidentMemory.parse(List.of("Name:\tjava")));
  }
}
