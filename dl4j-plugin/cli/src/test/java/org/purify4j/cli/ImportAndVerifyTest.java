package org.purify4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
      String version = CommandRun.of("--version").expect(0).out().strip();
      assertEquals(version, origin.get("program").asText());
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

  @Test
  void whatIsAssumedIsOneWarningAndStandsInTheArchive() throws IOException {
    for (String name : new String[] {UNET, CLASSIFIER}) {
      Path out = dir.resolve("w.zip");
      CommandRun run = CommandRun.of("import", CommandRun.golden(name + ".pt"), "--out", out);
      assertEquals(1, run.expect(0).errorLines().size(), run.err());
      String assumed = name.equals(UNET) ? "noise_schedule cosine" : "normalization cifar10";
      assertTrue(run.err().startsWith("WARNING: "), run.err());
      assertTrue(run.err().contains(assumed), run.err());
      String fact = assumed.replace(" ", ": ") + " (assumed, as ";
      assertTrue(CommandRun.of("inspect", out).expect(0).out().contains(fact));
    }
  }

  @Test
  void anExportIsImportedAsItWas() throws IOException {
    Path archive = dir.resolve("x.zip");
    Path exported = dir.resolve("x.safetensors");
    Path again = dir.resolve("again.zip");
    Path unet = CommandRun.golden(UNET + ".pt");
    CommandRun.of(
            "import",
            unet,
            "--schedule",
            "linear",
            "--timesteps",
            300,
            "--heads",
            8,
            "--out",
            archive)
        .expect(0);
    CommandRun.of("export", archive, "--out", exported).expect(0);
    CommandRun.of("import", exported, "--out", again).expect(0);
    CommandRun first = CommandRun.of("inspect", archive).expect(0);
    CommandRun second = CommandRun.of("inspect", again).expect(0);
    assertEquals(facts(first), facts(second));
    assertTrue(facts(first).contains("diffusion_steps: 300"), facts(first));
  }

  private static String facts(CommandRun run) {
    return run.out().substring(run.out().indexOf("  read off the tensors:"));
  }

  @Test
  void misspeltAndAbsurdSettingsAreRefused() {
    Path unet = CommandRun.golden(UNET + ".pt");
    Path out = dir.resolve("no.zip");
    CommandRun misspelt = CommandRun.of("import", unet, "--set", "num_haeds=4", "--out", out);
    assertEquals(1, misspelt.expect(1).errorLines().size());
    assertTrue(misspelt.err().contains("(did you mean num_heads?)"), misspelt.err());
    for (String value : new String[] {"999999999", "9".repeat(200_000), "-1"}) {
      CommandRun absurd =
          CommandRun.of("import", unet, "--set", "num_heads=" + value, "--out", out);
      assertEquals(1, absurd.expect(1).errorLines().size());
      assertTrue(absurd.err().length() < 1000, "length " + absurd.err().length());
    }
    CommandRun.of("import", unet, "--timesteps", 2_000_000_000, "--out", out).expect(1);
    assertFalse(Files.exists(out));
  }

  @Test
  void namesOfAFileCannotActOnATerminal() throws IOException {
    String header =
        "{\"a\u009b31m\u202ec\\u0007\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(12 + json.length).order(ByteOrder.LITTLE_ENDIAN);
    Path file =
        Files.write(
            dir.resolve("n\u009b.safetensors"), bytes.putLong(json.length).put(json).array());
    CommandRun inspected = CommandRun.of("inspect", file).expect(0);
    CommandRun imported = CommandRun.of("import", file, "--out", dir.resolve("n.zip")).expect(1);
    assertTrue(inspected.out().contains("a?31m?c?"), inspected.out());
    for (String text : new String[] {inspected.out(), imported.err()}) {
      assertTrue(
          text.codePoints().noneMatch(c -> c != '\n' && Character.isISOControl(c) || c == 0x202e),
          text);
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
