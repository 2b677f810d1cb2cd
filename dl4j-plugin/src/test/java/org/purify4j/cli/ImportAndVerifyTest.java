package org.purify4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportAndVerifyTest {
  private static final String UNET = "golden/improved-diffusion-unet";
  private static final String CLASSIFIER = "golden/chenyaofo-cifar10_resnet20";

  @TempDir Path dir;

  @Test
  void diffusionModelsAgreeWithTheirGoldenFile() {
    Path out = dir.resolve("u.zip");
    for (String ending : new String[] {".pt", ".safetensors", ".training-wrapper.pt"}) {
      CommandRun imported = CommandRun.of("import", CommandRun.shared(UNET + ending), "--out", out);
      assertTrue(imported.expect(0).out().contains("parameters: 757030"), imported.out());
      CommandRun verified =
          CommandRun.of("verify", out, "--golden", CommandRun.shared(UNET + ".npz")).expect(0);
      assertEquals(2, verified.out().lines().filter(line -> line.endsWith(": ok")).count());
    }
  }

  @Test
  void classifiersAgreeWithTheirGoldenFileWhateverTheirNormalization() {
    Path golden = CommandRun.shared(CLASSIFIER + ".npz");
    for (String normalization : new String[] {"none", "cifar10", "0.5,0.5,0.5/0.1,0.2,0.3"}) {
      Path out = dir.resolve("c.zip");
      CommandRun.of(
              "import",
              CommandRun.shared(CLASSIFIER + ".pt"),
              "--normalization",
              normalization,
              "--out",
              out)
          .expect(0);
      CommandRun.of("verify", out, "--golden", golden).expect(0);
    }
    CommandRun asImages =
        CommandRun.of("verify", dir.resolve("c.zip"), "--golden", golden, "--inputs", "images");
    assertEquals(1, asImages.expect(1).errorLines().size());
    assertTrue(asImages.out().contains("TOO LARGE"), asImages.out());
  }

  @Test
  void aReferenceOfAnotherNetworkIsRefused() {
    Path out = dir.resolve("u.zip");
    CommandRun.of("import", CommandRun.shared(UNET + ".pt"), "--out", out).expect(0);
    Path other = CommandRun.shared("golden/guided-diffusion-unet.npz");
    assertTrue(CommandRun.of("verify", out, "--golden", other).expect(1).out().contains("LARGE"));
    Path classifier = CommandRun.shared(CLASSIFIER + ".npz");
    CommandRun run = CommandRun.of("verify", out, "--golden", classifier).expect(1);
    assertEquals(1, run.errorLines().size(), run.err());
  }

  @Test
  void optionsOfTheOtherKindAreWrongUsage() {
    Path out = dir.resolve("x.zip");
    CommandRun.of(
            "import", CommandRun.shared(UNET + ".pt"), "--normalization", "none", "--out", out)
        .expect(2);
    CommandRun.of(
            "import", CommandRun.shared(CLASSIFIER + ".pt"), "--schedule", "linear", "--out", out)
        .expect(2);
  }

  @Test
  void inspectShowsTensorsFamilyAndHyperParameters() throws IOException {
    Path file = dir.resolve("i.json");
    CommandRun run =
        CommandRun.of("inspect", CommandRun.shared(UNET + ".pt"), "--json", file).expect(0);
    assertTrue(run.out().contains("input_blocks.0.0.weight"), run.out());
    JsonNode json = JsonFile.JSON.readTree(file.toFile());
    assertEquals("adm", json.get("family").asText());
    assertEquals(757030, json.get("parameters").asLong());
    assertTrue(json.at("/hyperParameters/model_channels").asText().startsWith("32"));
    assertEquals("[32,3,3,3]", shapeOf(json, "input_blocks.0.0.weight"));
  }

  @Test
  void inspectShowsWhatIsOfNoKnownFamily() {
    Path file = CommandRun.shared("checkpoints/lpips/lpips_lin_v0.1_alex.pth");
    CommandRun run = CommandRun.of("inspect", file).expect(0);
    assertTrue(run.out().contains("family: not recognised"), run.out());
  }

  private static String shapeOf(JsonNode json, String name) {
    for (JsonNode tensor : json.get("tensors")) {
      if (tensor.get("name").asText().equals(name)) {
        return tensor.get("shape").toString();
      }
    }
    return "";
  }
}
