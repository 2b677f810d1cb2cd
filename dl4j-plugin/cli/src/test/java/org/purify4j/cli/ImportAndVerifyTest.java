package org.purify4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.purify4j.cli.shell.JsonFile;
import org.purify4j.diffusion.archive.Sha256;
import org.purify4j.importers.checkpoint.Checkpoint;

class ImportAndVerifyTest {
  private static final String UNET = "improved-diffusion";
  private static final String CLASSIFIER = "chenyaofo-resnet";

  @TempDir Path dir;

  @Test
  void diffusionModelsAgreeWithTheirGoldenFile() {
    Path out = dir.resolve("u.zip");
    for (String ending : new String[] {".pt", ".safetensors"}) {
      CommandRun imported = CommandRun.of("import", CommandRun.golden(UNET + ending), "--out", out);
      assertTrue(imported.expect(0).out().contains("parameters: 319558"), imported.out());
      CommandRun verified =
          CommandRun.of("verify", out, "--golden", CommandRun.golden(UNET + ".npz")).expect(0);
      assertEquals(2, verified.out().lines().filter(line -> line.endsWith(": ok")).count());
    }
  }

  @Test
  void classifiersAgreeWithTheirGoldenFileWhateverTheirNormalization() {
    Path golden = CommandRun.golden(CLASSIFIER + ".npz");
    for (String normalization : new String[] {"none", "cifar10", "0.5,0.5,0.5/0.1,0.2,0.3"}) {
      Path out = dir.resolve("c.zip");
      CommandRun.of(
              "import",
              CommandRun.golden(CLASSIFIER + ".pt"),
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
    CommandRun.of("import", CommandRun.golden("ddpm-ho.pt"), "--out", out).expect(0);
    Path other = CommandRun.golden("diffusers-shards.npz");
    assertTrue(CommandRun.of("verify", out, "--golden", other).expect(1).out().contains("LARGE"));
    Path classifier = CommandRun.golden(CLASSIFIER + ".npz");
    CommandRun run = CommandRun.of("verify", out, "--golden", classifier).expect(1);
    assertEquals(1, run.errorLines().size(), run.err());
  }

  @Test
  void optionsOfTheOtherKindAreWrongUsage() {
    Path out = dir.resolve("x.zip");
    CommandRun.of(
            "import", CommandRun.golden(UNET + ".pt"), "--normalization", "none", "--out", out)
        .expect(2);
    CommandRun.of(
            "import", CommandRun.golden(CLASSIFIER + ".pt"), "--schedule", "linear", "--out", out)
        .expect(2);
  }

  @Test
  void inspectShowsTensorsFamilyAndHyperParameters() throws IOException {
    Path file = dir.resolve("i.json");
    CommandRun run =
        CommandRun.of("inspect", CommandRun.golden(UNET + ".pt"), "--json", file).expect(0);
    assertTrue(run.out().contains("input_blocks.0.0.weight"), run.out());
    JsonNode json = JsonFile.JSON.readTree(file.toFile());
    assertEquals("adm", json.get("family").asText());
    assertEquals(319558, json.get("parameters").asLong());
    assertTrue(json.at("/hyperParameters/model_channels").asText().startsWith("32"));
    assertEquals("[32,3,3,3]", shapeOf(json, "input_blocks.0.0.weight"));
  }

  @Test
  void inspectShowsWhatIsOfNoKnownFamily() {
    Path file = CommandRun.golden("unknown-family.pt");
    CommandRun run = CommandRun.of("inspect", file).expect(0);
    assertTrue(run.out().contains("family: not recognised"), run.out());
  }

  @Test
  void inspectSaysWhyAndWhatElseWasTried() {
    CommandRun known = CommandRun.of("inspect", CommandRun.golden(UNET + ".pt")).expect(0);
    assertTrue(known.out().contains("family: adm, because it has input_blocks.0.0"), known.out());
    assertTrue(known.out().contains("assumed, as tensors do not say"), known.out());
    Path other = CommandRun.golden("unknown-family.pt");
    CommandRun unknown = CommandRun.of("inspect", other).expect(0);
    assertTrue(unknown.out().contains("candidate "), unknown.out());
  }

  @Test
  void archivesKnowWhereTheyCameFrom() throws IOException {
    for (String name : new String[] {UNET, CLASSIFIER}) {
      Path checkpoint = CommandRun.golden(name + ".pt");
      Path out = dir.resolve("a.zip");
      CommandRun.of("import", checkpoint, "--out", out).expect(0);
      Path file = dir.resolve("a.json");
      CommandRun.of("inspect", out, "--json", file).expect(0);
      JsonNode origin = JsonFile.JSON.readTree(file.toFile()).get("origin");
      assertEquals(checkpoint.getFileName().toString(), origin.get("source").asText());
      assertEquals(Sha256.of(checkpoint), origin.get("sha256").asText());
      assertEquals("the state dict itself", origin.at("/notes/weights").asText());
      assertTrue(origin.get("program").asText().startsWith("Purify4J "), origin.toString());
    }
  }

  @Test
  void aPinnedFileIsThatFileOrRefused() throws IOException {
    Path checkpoint = CommandRun.golden(CLASSIFIER + ".pt");
    Path out = dir.resolve("p.zip");
    String right = Sha256.of(checkpoint);
    CommandRun.of("import", checkpoint, "--sha256", right, "--out", out).expect(0);
    String wrong = (right.startsWith("0") ? "1" : "0") + right.substring(1);
    for (String command : new String[] {"import", "inspect"}) {
      CommandRun run =
          command.equals("import")
              ? CommandRun.of(command, checkpoint, "--sha256", wrong, "--out", out)
              : CommandRun.of(command, checkpoint, "--sha256", wrong);
      assertEquals(1, run.expect(1).errorLines().size());
      assertTrue(run.err().contains("sha256: got " + right), run.err());
    }
    CommandRun.of("import", checkpoint, "--sha256", "12", "--out", out).expect(2);
  }

  @Test
  void exportGivesTheCheckpointsOwnTensors() {
    for (String name : new String[] {UNET, CLASSIFIER}) {
      Path checkpoint = CommandRun.golden(name + ".pt");
      Path archive = dir.resolve("e.zip");
      Path exported = dir.resolve("e.safetensors");
      CommandRun.of("import", checkpoint, "--out", archive).expect(0);
      CommandRun.of("export", archive, "--out", exported).expect(0);
      try (Checkpoint before = Checkpoint.open(checkpoint);
          Checkpoint after = Checkpoint.open(exported)) {
        Set<String> names = new HashSet<>(before.names());
        names.removeIf(tensor -> tensor.endsWith("num_batches_tracked"));
        assertEquals(names, new HashSet<>(after.names()));
        for (String tensor : names) {
          assertEquals(before.info(tensor), after.info(tensor), tensor);
          assertArrayEquals(before.floats(tensor), after.floats(tensor), 0f, tensor);
        }
      }
    }
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
