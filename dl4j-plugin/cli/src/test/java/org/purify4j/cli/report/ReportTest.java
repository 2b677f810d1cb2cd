package org.purify4j.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.chain.Preset;
import org.purify4j.evaluate.Assumption;
import org.purify4j.evaluate.DefenceResult;
import org.purify4j.evaluate.Environment;
import org.purify4j.evaluate.EvaluationResult;
import org.purify4j.evaluate.Example;
import org.purify4j.evaluate.FileReference;
import org.purify4j.evaluate.FirstCall;
import org.purify4j.evaluate.Predictions;
import org.purify4j.evaluate.RobustnessReport;
import org.purify4j.evaluate.Scenario;

class ReportTest {
  @TempDir Path dir;

  private static final JsonNode SETTINGS =
      JsonNodeFactory.instance
          .objectNode()
          .put("attack", "pgd")
          .put("norm", "linf")
          .put("eps", 8 / 255.0)
          .put("steps", 40)
          .put("eot", 3)
          .put("gradient", "unguided");
  private static final Assumption ASSUMPTION =
      new Assumption("model", "schedule", "linear", "the defaults of diffusers");
  private static final Environment ENVIRONMENT =
      new Environment(
          "purify4j 9", Map.of("nd4j", "1"), "17", "Linux", "A processor", 2, "CPU", "vector", 2);

  private static DefenceResult row(String name, int[][] clean, int[][] blind, int[][] adaptive) {
    boolean bare = name.equals("undefended");
    JsonNode settings =
        bare
            ? JsonNodeFactory.instance.objectNode()
            : json(Preset.PAPER.config().withSeed(77).toJson());
    Optional<String> caveat = bare ? Optional.empty() : Optional.of("it was left unguided");
    Map<Scenario, int[]> zeros =
        bare
            ? Map.of(Scenario.BLIND, new int[] {0, 0}, Scenario.ADAPTIVE, new int[] {0, 0})
            : Map.of(Scenario.ADAPTIVE, new int[] {0, 5});
    INDArray image = Nd4j.valueArrayOf(new long[] {1, 3, 4, 4}, 0.5f);
    Example example = new Example(7, 3, image, image.add(0.05), image.sub(0.05), 3, 4, 3);
    return new DefenceResult(
        name,
        settings,
        caveat,
        Map.of(
            Scenario.CLEAN, new Predictions(clean),
            Scenario.BLIND, new Predictions(blind),
            Scenario.ADAPTIVE, new Predictions(adaptive)),
        zeros,
        0.25,
        FirstCall.LEFT_OUT,
        12,
        1.5,
        List.of(example));
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RobustnessReport report() {
    int[][] one = {{3}, {1}};
    int[][] none = {{4}, {4}};
    EvaluationResult result =
        new EvaluationResult(
            new int[] {3, 1},
            new long[] {7, 8},
            List.of(
                row("undefended", one, none, none),
                row(
                    "fast",
                    new int[][] {{3, 3}, {1, 0}},
                    new int[][] {{4, 3}, {4, 4}},
                    new int[][] {{3, 3}, {4, 4}})));
    FileReference file = new FileReference("victim", "v.zip", "ab");
    return RobustnessReport.of(
        result,
        ENVIRONMENT,
        List.of(file),
        List.of(ASSUMPTION),
        SETTINGS,
        Instant.parse("2026-01-02T03:04:05Z"));
  }

  /** The same with a change by the defence that ten times magnified is beyond black. */
  private static DefenceResult strong() {
    INDArray image = Nd4j.valueArrayOf(new long[] {1, 3, 4, 4}, 0.5f);
    Example example = new Example(7, 3, image, image.add(0.05), image.sub(0.06), 3, 4, 3);
    DefenceResult other = row("fast", new int[][] {{3}}, new int[][] {{3}}, new int[][] {{3}});
    return new DefenceResult(
        other.name(),
        other.settings(),
        other.caveat(),
        other.predictions(),
        other.zeroGradients(),
        0.25,
        FirstCall.LEFT_OUT,
        12,
        1.5,
        List.of(example));
  }

  /** Pixels drawn below the first row of pictures of a grid, in the two lines of one column. */
  private static long inked(BufferedImage grid, int left) {
    long inked = 0;
    for (int y = 2 * 15 + 8 + 128; y < 2 * 15 + 8 + 128 + 30; y++) {
      for (int x = left; x < left + 128; x++) {
        inked += (grid.getRGB(x, y) & 0xffffff) != 0xffffff ? 1 : 0;
      }
    }
    return inked;
  }

  @Test
  void jsonHoldsEverything() throws IOException {
    Path file = dir.resolve("report.json");
    report().writeJson(file);
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    assertEquals(1, json.get("formatVersion").asInt());
    assertEquals("2026-01-02T03:04:05Z", json.get("created").asText());
    assertEquals(40, json.at("/settings/steps").asInt());
    assertEquals("ab", json.at("/files/0/sha256").asText());
    assertEquals("A processor", json.at("/environment/processor").asText());
    assertEquals(0.75, json.at("/defenses/1/accuracy/CLEAN/mean/estimate").asDouble(), 1e-12);
    assertEquals(0.5, json.at("/defenses/1/accuracy/CLEAN/worst/estimate").asDouble(), 1e-12);
    assertEquals(12, json.at("/defenses/1/networkCallsPerImage").asDouble());
    assertEquals(2, json.at("/defenses/1/draws").asInt());
    assertEquals("[4,3]", json.at("/images/0/predictions/fast/BLIND").toString());
    assertEquals(8, json.at("/images/1/id").asInt());
    assertEquals(5, json.at("/images/1/zeroGradientSteps/fast/ADAPTIVE").asInt());
    assertEquals(0, json.at("/images/0/zeroGradientSteps/fast/ADAPTIVE").asInt());
    assertEquals(1, json.at("/defenses/1/imagesWithZeroGradients/ADAPTIVE").asInt());
    assertEquals("it was left unguided", json.at("/defenses/1/attackCaveat").asText());
    assertEquals("linear", json.at("/assumptions/0/value").asText());
  }

  @Test
  void markdownHasTablesAndSettings() {
    String text = MarkdownReport.text(report());
    assertTrue(text.contains("| fast       | 0.750 ["), text);
    assertTrue(text.contains("attacked, adaptive"), text);
    assertTrue(text.contains("| 12 "), text);
    assertTrue(text.contains("right in every draw"), text);
    assertTrue(text.contains("| steps    | 40"), text);
    assertTrue(text.contains("Accuracy on 2 images; attack: pgd-40, linf 8/255."), text);
    assertTrue(text.contains("| victim | v.zip | ab"), text);
  }

  /** What was attacked, with how many draws and steps, and on how many images. */
  @Test
  void noAdaptiveFigureStandsAlone() {
    String text = MarkdownReport.text(report());
    String column = "attacked, adaptive (pgd-40, gradient of the unguided chain, EOT 3, n=2)";
    assertTrue(text.contains("| " + column), text);
    assertTrue(text.contains("0.500 [0.09, 0.91] (!)"), text);
    assertTrue(text.contains("- (!) fast: it was left unguided; an attack"), text);
    assertTrue(text.contains("| 0.000 [0.00, 0.66]                       "), text);
  }

  @Test
  void theSettingsOfAPresetAreSpeltOut() {
    String text = MarkdownReport.text(report());
    assertTrue(text.contains("## Purifiers"), text);
    for (String row :
        new String[] {
          "noise level of each round | sigma=0.099",
          "guidance                  | kl:5 ",
          "votes                     | 1 ",
          "seed                      | 77"
        }) {
      assertTrue(text.contains("| " + row), text);
    }
  }

  @Test
  void whatWasAssumedAtImportIsSaid() {
    String text = MarkdownReport.text(report());
    assertTrue(text.contains("## Assumed at import"), text);
    assertTrue(
        text.contains("| model | schedule | linear        | the defaults of diffusers |"), text);
  }

  @Test
  void gradientsOfZeroAreSaid() {
    assertTrue(
        report().notes().stream()
            .anyMatch(
                note ->
                    note.startsWith(
                        "the adaptive attack on fast: the gradient was exactly 0 at some step for"
                            + " 1 of 2 images")),
        "" + report().notes());
    assertEquals(1, report().notes().stream().filter(note -> note.contains("exactly 0")).count());
  }

  @Test
  void anAdaptiveAttackWeakerThanTheBlindOneIsSaidToBeWeak() {
    List<String> notes = report().notes();
    assertTrue(notes.stream().anyMatch(note -> note.startsWith("fast: the adaptive")), "" + notes);
    assertTrue(notes.stream().noneMatch(note -> note.startsWith("undefended")), "" + notes);
  }

  @Test
  void gridShowsImagesAndMagnifiedDifferences() {
    List<DefenceResult> rows =
        List.of(row("fast", new int[][] {{3}}, new int[][] {{3}}, new int[][] {{3}}));
    BufferedImage grid = PictureGrid.draw(rows, c -> "class " + c);
    int y = 2 * 15 + 8 + 64;
    assertEquals(128, grid.getRGB(60, y) & 0xff);
    assertEquals(Math.round(0.55f * 255), grid.getRGB(196, y) & 0xff);
    assertEquals(Math.round(0.45f * 255), grid.getRGB(332, y) & 0xff);
    assertEquals(255, grid.getRGB(468, y) & 0xff, "0.5 + 10 * 0.05");
    assertEquals(0, grid.getRGB(604, y) & 0xff, "0.5 - 10 * 0.05");
    long inked = 0;
    for (int x = 0; x < 100; x++) {
      inked += grid.getRGB(x, 12) != 0xffffffff ? 1 : 0;
    }
    assertNotEquals(0, inked, "the name of the defence is drawn");
    assertEquals(0, inked(grid, 416), "nothing is clipped");
    BufferedImage strong = PictureGrid.draw(List.of(strong()), c -> "class " + c);
    assertEquals(0, inked(strong, 416), "only the other difference is clipped");
    assertNotEquals(0, inked(strong, 552), "the clipped difference is named");
    assertTrue(inked(grid, 8) > inked(grid, 280), "beside the prediction, the true class is named");
  }
}
