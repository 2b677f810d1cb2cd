package org.purify4j.cli.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.purify4j.defence.Undefended;
import org.purify4j.evaluate.Assumption;
import org.purify4j.evaluate.Environment;
import org.purify4j.evaluate.FileReference;
import org.purify4j.evaluate.Proportion;
import org.purify4j.sweep.Combination;
import org.purify4j.sweep.Continuation;
import org.purify4j.sweep.SweepReport;
import org.purify4j.sweep.SweepRow;

class SweepReportTest {
  private static final int IMAGES = 10;

  @TempDir Path dir;

  private static SweepRow row(String sampler, int calls, int attackedRight) {
    return row(sampler, 150, calls, 1, attackedRight);
  }

  private static SweepRow row(
      String sampler, int timestep, int calls, int draws, int attackedRight) {
    boolean[] marks = new boolean[IMAGES];
    for (int i = 0; i < attackedRight; i++) {
      marks[i] = true;
    }
    return new SweepRow(
        sampler,
        timestep,
        calls,
        Combination.UNGUIDED,
        draws,
        calls * draws,
        0.5,
        Proportion.of(9, IMAGES),
        Proportion.of(attackedRight, IMAGES),
        false,
        new boolean[IMAGES],
        marks,
        List.of(),
        JsonNodeFactory.instance.objectNode());
  }

  /** The row with gradients of zero for two images. */
  private static SweepRow zeros(SweepRow row) {
    return new SweepRow(
        row.sampler(),
        row.timestep(),
        row.steps(),
        row.guidance(),
        row.draws(),
        row.networkCallsPerImage(),
        row.secondsPerImage(),
        row.clean(),
        row.attacked(),
        row.front(),
        row.cleanRight(),
        row.attackedRight(),
        List.of(0, 7, 40),
        row.purifier());
  }

  private static SweepReport report(int steps, String sha256, SweepRow... rows) {
    ObjectNode settings = JsonNodeFactory.instance.objectNode().put("steps", steps);
    ObjectNode grid = JsonNodeFactory.instance.objectNode().put("samplers", "ddpm");
    Environment environment =
        new Environment(
            "purify4j 9", Map.of("nd4j", "1"), "17", "Linux", "A processor", 2, "CPU", "vector", 2);
    return new SweepReport(
        SweepReport.FORMAT_VERSION,
        "2026-01-02T03:04:05Z",
        environment,
        List.of(new FileReference("victim", "v.zip", sha256)),
        List.of(new Assumption("model", "schedule", "linear", "diffusers")),
        settings,
        grid,
        List.of("left out"),
        IntStream.range(0, IMAGES).asLongStream().toArray(),
        new int[IMAGES],
        List.of(rows));
  }

  /** Neither dearer rows without gain nor the worse of equal cost are on the front. */
  @Test
  void theFrontHasWhatNothingDominates() {
    SweepReport report =
        report(
            40,
            "ab",
            row(Undefended.NAME, 0, 1),
            row("a", 24, 6),
            row("b", 6, 6),
            row("c", 6, 5),
            row("d", 3, 4),
            row("e", 3, 4),
            row("f", 1, 0),
            row("g", 60, 8));
    assertEquals(
        List.of(Undefended.NAME, "d", "e", "b", "g"),
        report.front().stream().map(SweepRow::sampler).toList());
  }

  @Test
  void aLaterRowMayEndAnothersPlaceOnTheFront() {
    SweepReport report = report(40, "ab", row("a", 6, 5));
    assertEquals(1, report.front().size());
    List<SweepRow> front = report.plus(List.of(row("b", 5, 5))).front();
    assertEquals(List.of("b"), front.stream().map(SweepRow::sampler).toList());
  }

  @Test
  void jsonIsReadAsItWasWritten() throws IOException {
    SweepReport report = report(40, "ab", row("ddpm", 6, 4));
    Path file = dir.resolve("sweep.json");
    report.writeJson(file);
    SweepReport read = SweepReport.readJson(file);
    assertEquals(Optional.empty(), Continuation.difference(read, report));
    assertArrayEquals(report.rows().get(0).attackedRight(), read.rows().get(0).attackedRight());
    assertEquals(report.rows().get(0).attacked(), read.rows().get(0).attacked());
    assertEquals(report.created(), read.created());
  }

  @Test
  void whatIsNoTableIsRefusedByName() throws IOException {
    Path file = dir.resolve("sweep.json");
    for (String text :
        new String[] {"{", "{}", "{\"formatVersion\": 2}", "{\"formatVersion\": 1}x"}) {
      Files.writeString(file, text);
      IOException failure = assertThrows(IOException.class, () -> SweepReport.readJson(file), text);
      assertTrue(failure.getMessage().startsWith(file + ": "), failure.getMessage());
    }
  }

  @Test
  void anotherSweepIsToldByWhatDiffers() {
    SweepReport there = report(40, "ab");
    assertEquals(
        Optional.of("steps: 40 there, 20 here"), Continuation.difference(there, report(20, "ab")));
    assertEquals(
        Optional.of("SHA-256 of the victim: ab there, cd here"),
        Continuation.difference(there, report(40, "cd")));
  }

  @Test
  void markdownHasTheTableItsFrontAndTheSettings() {
    String text = SweepMarkdown.text(report(40, "ab", row("ddpm", 6, 4), row("ddim", 12, 3)));
    assertTrue(text.contains("| ddpm    | 150 | 6 "), text);
    assertTrue(text.contains("0.400 [0.17, 0.69] | 0.500     | *"), text);
    assertTrue(text.contains("0.300 [0.11, 0.60] | 0.500     |  "), text);
    assertTrue(text.contains("- left out"), text);
    assertTrue(text.contains("| steps    | 40"), text);
    assertTrue(text.contains("| samplers | ddpm"), text);
  }

  @Test
  void theChartHasTwoPanelsForEverySamplerAndAColourForEveryStartStep() {
    BufferedImage one =
        SweepChart.draw(report(40, "ab", row(Undefended.NAME, 0, 1), row("ddpm", 6, 4)));
    assertTrue(has(one, 0x202020), "the first colour");
    assertFalse(has(one, 0x0072b2), "the second colour");
    BufferedImage two =
        SweepChart.draw(
            report(40, "ab", row("ddpm", 1, 4), row("ddim", 60, 3), row("ddim", 470, 8, 2, 3)));
    assertTrue(has(two, 0x0072b2), "the second colour");
    assertEquals(2 * one.getHeight(), two.getHeight());
    assertEquals(one.getWidth(), two.getWidth());
    BufferedImage single = SweepChart.draw(report(40, "ab", row(Combination.ONE_STEP, 1, 4)));
    assertEquals(one.getHeight(), single.getHeight());
    SweepChart.draw(report(40, "ab", row(Undefended.NAME, 0, 1)));
  }

  @Test
  void gradientsOfZeroAndAssumptionsAreSaid() {
    SweepReport none = report(40, "ab", row("ddpm", 6, 4));
    assertTrue(SweepMarkdown.notes(none).stream().noneMatch(n -> n.contains("exactly 0")));
    SweepRow bare = zeros(row(Undefended.NAME, 0, 1));
    String text = SweepMarkdown.text(report(40, "ab", bare, row("ddpm", 6, 4)));
    assertTrue(
        text.contains("the attack: the gradient was exactly 0 at some step for 2 of 10"), text);
    assertTrue(text.contains("- model: schedule linear (assumed, as diffusers)"), text);
    assertTrue(text.contains("Accuracy on 10 images"), text);
  }

  private static boolean has(BufferedImage picture, int colour) {
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        if ((picture.getRGB(x, y) & 0xffffff) == colour) {
          return true;
        }
      }
    }
    return false;
  }
}
