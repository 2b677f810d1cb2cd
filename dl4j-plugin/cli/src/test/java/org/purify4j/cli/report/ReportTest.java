package org.purify4j.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.evaluate.DefenceResult;
import org.purify4j.evaluate.Environment;
import org.purify4j.evaluate.EvaluationResult;
import org.purify4j.evaluate.Example;
import org.purify4j.evaluate.FileReference;
import org.purify4j.evaluate.Predictions;
import org.purify4j.evaluate.RobustnessReport;
import org.purify4j.evaluate.Scenario;

class ReportTest {
  @TempDir Path dir;

  private static final JsonNode SETTINGS = JsonNodeFactory.instance.objectNode().put("steps", 40);
  private static final Environment ENVIRONMENT =
      new Environment(
          "purify4j 9", Map.of("nd4j", "1"), "17", "Linux", "A processor", 2, "CPU", "vector", 2);

  private static DefenceResult row(String name, int[][] clean, int[][] blind, int[][] adaptive) {
    INDArray image = Nd4j.valueArrayOf(new long[] {1, 3, 4, 4}, 0.5f);
    Example example = new Example(7, 3, image, image.add(0.05), image.sub(0.05), 3, 4, 3);
    return new DefenceResult(
        name,
        SETTINGS,
        Map.of(
            Scenario.CLEAN, new Predictions(clean),
            Scenario.BLIND, new Predictions(blind),
            Scenario.ADAPTIVE, new Predictions(adaptive)),
        0.25,
        12,
        1.5,
        List.of(example));
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
        result, ENVIRONMENT, List.of(file), SETTINGS, Instant.parse("2026-01-02T03:04:05Z"));
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
  }

  @Test
  void markdownHasTablesAndSettings() {
    String text = MarkdownReport.text(report());
    assertTrue(text.contains("| fast       | 0.750 ["), text);
    assertTrue(text.contains("attacked, adaptive"), text);
    assertTrue(text.contains("| 12 "), text);
    assertTrue(text.contains("right in every draw"), text);
    assertTrue(text.contains("| steps   | 40"), text);
    assertTrue(text.contains("| victim | v.zip | ab"), text);
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
    int y = grid.getHeight() / 2;
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
  }
}
