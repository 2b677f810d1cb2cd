package org.purify4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.purify4j.cli.shell.JsonFile;
import org.purify4j.cli.shell.Output;
import org.purify4j.diffusion.chain.PurifierConfig;

class SweepCommandTest {
  @TempDir Path dir;
  private TinyInputs inputs;

  @BeforeEach
  void importBoth() throws IOException {
    inputs = TinyInputs.in(dir, 4);
  }

  private CommandRun run(String command, String options) {
    List<Object> words = new ArrayList<>();
    words.addAll(List.of(command, "--victim", inputs.victim(), "--model", inputs.model()));
    words.addAll(List.of("--data", "cifar10:" + inputs.data(), "--out", dir.resolve(command)));
    words.addAll(List.of(options.split(" ")));
    return CommandRun.of(words.toArray());
  }

  private CommandRun sweep(String options) {
    return run("sweep", "--timesteps 300 --steps 2 --seed 9 --batch 3 " + options);
  }

  private JsonNode table() throws IOException {
    return JsonFile.JSON.readTree(dir.resolve("sweep/sweep.json").toFile());
  }

  /** The purifications and the attack of 'evaluate' with so many votes, and so its answers. */
  @Test
  void rowsAreWhatEvaluateFinds() throws IOException {
    CommandRun run = sweep("--nfes 2 --samplers ddpm,ddim --draws 1,3").expect(0);
    assertEquals("", run.complaints());
    assertTrue(run.out().startsWith("Accuracy on 4 images"), run.out());
    assertTrue(run.out().contains("The Pareto front:"), run.out());
    JsonNode table = table();
    assertEquals(5, table.get("rows").size());
    for (JsonNode row : table.get("rows")) {
      String name = row.get("sampler").asText();
      int draws = row.get("draws").asInt();
      if (!name.equals("undefended")) {
        assertEquals(2 * draws, row.get("networkCallsPerImage").asDouble(), 1e-12);
        PurifierConfig config = PurifierConfig.fromJson(row.get("purifier").toString());
        assertEquals(draws, config.votes());
        String options = "--timestep 300 --nfe 2 --votes " + draws + " --sampler " + name;
        run("evaluate", options + " --steps 2 --seed 9 --batch 4").expect(0);
        JsonNode report = JsonFile.JSON.readTree(dir.resolve("evaluate/report.json").toFile());
        String defence = report.at("/defenses/1/name").asText();
        for (int i = 0; i < 4; i++) {
          JsonNode image = report.get("images").get(i);
          JsonNode predictions = image.get("predictions").get(defence);
          int label = image.get("label").asInt();
          String what = name + " " + draws + " " + i;
          assertEquals(predictions.at("/CLEAN/0").asInt() == label, right(row, "clean", i), what);
          assertEquals(
              predictions.at("/BLIND/0").asInt() == label, right(row, "attacked", i), what);
        }
      }
    }
  }

  private static boolean right(JsonNode row, String images, int image) {
    return row.get(images + "Right").get(image).asBoolean();
  }

  @Test
  void whatIsThereIsNotComputedAgain() throws IOException {
    sweep("--nfes 1 --samplers ddpm,ddim").expect(0);
    JsonNode first = table();
    assertEquals("one-step", first.at("/rows/1/sampler").asText());
    assertEquals(2, first.get("rows").size());
    CommandRun same = sweep("--nfes 1 --samplers ddpm,ddim").expect(0);
    assertEquals(first, table());
    assertEquals(2, rows(same));
    CommandRun larger = sweep("--nfes 1,2 --samplers ddim").expect(0);
    assertEquals(3, rows(larger));
    JsonNode second = table();
    assertEquals(first.get("created"), second.get("created"));
    assertEquals(
        first.at("/rows/1/secondsPerImage"), second.at("/rows/1/secondsPerImage"), "measured anew");
    assertEquals("ddim", second.at("/rows/2/sampler").asText());
    assertTrue(Files.readString(dir.resolve("sweep/sweep.md")).contains("| one-step"));
    assertTrue(ImageIO.read(dir.resolve("sweep/sweep.png").toFile()).getWidth() > 500);
    String page = Files.readString(dir.resolve("sweep/report.html"));
    assertTrue(page.contains("one-step</th>") && page.contains("data:image/png"), "no table");
    assertTrue(page.contains("batch size") && !page.contains("batchSize"), "camel case");

    CommandRun other = sweep("--nfes 1 --norm l2").expect(1);
    assertEquals(1, other.errorLines().size(), other.err());
    assertTrue(other.err().contains("to another sweep (norm: \"linf\" there"), other.err());
    assertEquals(second, table());
  }

  /** Rows printed as they came: the table without its head and without the front. */
  private static long rows(CommandRun run) {
    String table = run.out().substring(0, run.out().indexOf("The Pareto front"));
    return table.lines().filter(line -> line.startsWith("|")).count() - 2;
  }

  @Test
  void chainsThatAreTheSameOrAreNoneAreNamedAndLeftOut() throws IOException {
    CommandRun run =
        run("sweep", "--timesteps 1,2 --nfes 1,3 --samplers ddpm,ddim --steps 1").expect(0);
    assertEquals(5, rows(run));
    assertTrue(run.err().contains("nfe=1 unguided: the same"), run.err());
    String left = "t=1 nfe=3: left out, as there are only 2 steps from there down to 0";
    assertTrue(run.err().contains(left), run.err());
    assertTrue(Files.readString(dir.resolve("sweep/sweep.md")).contains(left));
    for (JsonNode row : table().get("rows")) {
      if (!row.get("sampler").asText().equals("undefended")) {
        assertEquals(
            "evenly" + row.get("steps").asInt(),
            PurifierConfig.fromJson(row.get("purifier").toString()).respacing().text());
      }
    }
  }

  /** As in 'evaluate', where there is a single timestep. */
  @Test
  void moreStepsThanAnyTimestepHasAreRefused() {
    CommandRun run = run("sweep", "--timesteps 30,60 --nfes 1,500").expect(2);
    assertEquals(1, run.errorLines().size(), run.err());
    assertTrue(run.err().contains("--nfes: got 500, must be at most 61, the steps"), run.err());
    assertFalse(Files.exists(dir.resolve("sweep")));
  }

  @Test
  void aSecondSweepIntoOneDirectoryIsRefused() {
    try (Output first = Output.directory(dir.resolve("sweep"))) {
      CommandRun second = sweep("--nfes 1").expect(1);
      assertEquals(1, second.errorLines().size(), second.err());
      assertTrue(
          second.err().startsWith("purify: " + first.path() + ": another run is writing to it"),
          second.err());
    }
  }

  @Test
  void aTimestepBeyondTheScheduleIsOneLine() {
    CommandRun run = run("sweep", "--timesteps 99999 --nfes 1").expect(2);
    assertEquals(1, run.errorLines().size(), run.err());
    assertTrue(run.err().contains("--timesteps: got t=99999, must be at most t="), run.err());
  }
}
