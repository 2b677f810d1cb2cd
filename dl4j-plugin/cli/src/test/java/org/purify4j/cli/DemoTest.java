package org.purify4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.purify4j.cli.shell.JsonFile;

class DemoTest {
  @TempDir Path dir;

  @Test
  void theWholeStoryIsTold() throws IOException {
    Path out = dir.resolve("demo");
    CommandRun run = CommandRun.of("demo", "--images", 2, "--seed", 4, "--out", out).expect(0);
    assertTrue(run.err().lines().allMatch(line -> line.startsWith("demo: ")), run.err());
    assertTrue(run.out().startsWith("Accuracy on 2 images"), run.out());
    assertTrue(run.out().contains("attacked, blind (pgd-20, n=2)"), run.out());
    assertTrue(run.out().contains("(pgd-20, exact gradient, EOT 4, n=2)"), run.out());
    assertTrue(run.out().contains("an upper bound"), run.out());
    assertTrue(run.out().contains("did not know of the defence"), run.out());
    JsonNode report = JsonFile.JSON.readTree(out.resolve("report.json").toFile());
    assertEquals(5, report.at("/blind/defenses").size());
    assertEquals(2, report.at("/adaptive/defenses").size());
    assertTrue(report.at("/adaptive/defenses/1/accuracy/ADAPTIVE").isObject());
    assertEquals(4, report.at("/adaptive/settings/eot").asInt());
    assertEquals(8, report.at("/adaptive/defenses/1/draws").asInt());
    assertEquals(5, report.at("/curve/budgets").size());
    assertEquals(3, report.at("/curve/accuracies").size());
    assertEquals("digits:2,4", report.at("/blind/files/2/path").asText());
    String page = Files.readString(out.resolve("report.html"));
    assertEquals(2, page.split("src=\"data:image/png;base64,", -1).length - 1);
    assertFalse(page.contains("<script") || page.contains("<link") || page.contains("src=\"http"));
    assertTrue(page.contains("not adaptive"));
    assertTrue(page.contains("<figcaption>The first 2 pictures only"), "the curve has a caption");
    assertTrue(page.contains("<h2>Purifiers</h2>"), "the settings are spelt out");
    assertEquals("[0,0,0,0,0]", report.at("/curve/imagesWithZeroGradients").toString());
    assertEquals(0, report.at("/blind/defenses/0/imagesWithZeroGradients/BLIND").asInt(-1));
    assertEquals(900, ImageIO.read(out.resolve("curve.png").toFile()).getWidth());
    assertTrue(Files.size(out.resolve("grid.png")) > 0);
    for (String network : new String[] {"victim.zip", "diffusion.zip"}) {
      assertTrue(Files.size(out.resolve(network)) > 100_000, network);
    }
  }
}
