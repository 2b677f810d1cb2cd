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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.purify4j.cli.shell.JsonFile;

/** A gradient that is not that of the defence, and what comes of it. */
class StrictEvaluationTest {
  @TempDir Path dir;
  private TinyInputs inputs;

  @BeforeEach
  void makeInputs() throws IOException {
    inputs = TinyInputs.in(dir, 2);
  }

  private CommandRun evaluate(String out, String... more) {
    List<Object> words =
        new ArrayList<>(
            List.of(
                "evaluate",
                "--victim",
                inputs.victim(),
                "--model",
                inputs.model(),
                "--data",
                "cifar10:" + inputs.data(),
                "--timestep",
                "300",
                "--nfe",
                "1",
                "--steps",
                "1",
                "--out",
                dir.resolve(out)));
    words.addAll(List.of(more));
    return CommandRun.of(words.toArray());
  }

  @Test
  void aFailedDiagnosticWithholdsTheFigure() throws IOException {
    CommandRun run = evaluate("strict", "--gradient", "bpda", "--strict").expect(1);
    assertTrue(run.out().startsWith("diagnostics: at most"), run.out());
    assertTrue(run.out().contains("| withheld"), run.out());
    assertTrue(run.out().contains("gradient-agrees FAILS: "), run.out());
    assertTrue(run.out().contains("the adaptive attack is withheld, for"), run.out());
    assertEquals("", run.complaints());
    JsonNode report = JsonFile.JSON.readTree(dir.resolve("strict/report.json").toFile());
    JsonNode accuracy = report.at("/defenses/1/accuracy");
    assertTrue(accuracy.has("BLIND") && !accuracy.has("ADAPTIVE"), accuracy.toString());
    JsonNode findings = report.at("/diagnostics/0/findings");
    assertTrue(findings.findValuesAsText("verdict").contains("FAILS"), findings.toString());
    assertEquals("strict", report.at("/settings/diagnostics").asText());
    for (String file : List.of("report.md", "report.html")) {
      String text = Files.readString(dir.resolve("strict").resolve(file));
      assertTrue(text.contains("gradient-agrees") && text.contains("withheld"), file);
    }
    String page = Files.readString(dir.resolve("strict/report.html"));
    assertTrue(page.contains("alt=\"accuracy against the steps\""), page);
    assertTrue(page.contains("where there is noise; n = 2 images, "), page);
    CommandRun asked =
        evaluate("asked", "--gradient", "bpda", "--diagnose", "--limit", "1").expect(0);
    assertTrue(asked.out().contains("| withheld"), asked.out());
  }

  @Test
  void thereMustBeAnAttackToExamine() {
    CommandRun run = evaluate("blind", "--strict").expect(2);
    assertTrue(run.err().contains("--strict: examines an attack that knows"), run.err());
    assertTrue(evaluate("blind", "--diagnose").expect(2).err().contains("--diagnose: "));
    assertFalse(Files.exists(dir.resolve("blind")));
  }
}
