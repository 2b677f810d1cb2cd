package org.purify4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.learning.config.Adam;
import org.purify4j.train.ConvNet;

class MeasuredDefenceTest {
  @TempDir Path folder;

  @Test
  void theReportHasEveryDefenceInEveryScenario() throws Exception {
    Path archive = SmallModel.write(folder.resolve("diffusion.zip"));
    Path classifier = folder.resolve("classifier.zip");
    ModelSerializer.writeModel(
        new ConvNet(32, 8, 10).initialised(1, new Adam()), classifier.toFile(), false);
    Path file = folder.resolve("report.json");

    String printed = Printed.by(MeasuredDefence::main, classifier, archive, 2, 2, file);

    assertTrue(Printed.line(printed, "fast").endsWith("20 calls an image"), printed);
    assertTrue(Printed.line(printed, "robust").endsWith("8 calls an image"), printed);
    JsonNode report = new ObjectMapper().readTree(file.toFile());
    assertEquals(3, report.get("defenses").size());
    for (JsonNode defence : report.get("defenses")) {
      assertEquals(3, defence.get("accuracy").size(), defence.toString());
    }
    assertEquals(2, report.get("images").size());
    assertEquals(2, report.get("settings").get("attack").get("steps").asInt());
  }
}
