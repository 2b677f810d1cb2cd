package org.purify4j.importers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.purify4j.diffusion.archive.Precision;
import org.purify4j.diffusion.archive.TensorFile;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.model.ModelDescription;
import org.purify4j.diffusion.schedule.CosineAlphaBar;
import org.purify4j.importers.checkpoint.ImportException;
import org.purify4j.layers.ImageNormalization;

/** An export, imported again, is what it was. */
class ExportedNetworksTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "improved-diffusion.pt",
        "guided-diffusion-classes.pt",
        "ddpm-ho.pt",
        "diffusers-v-prediction",
        "score-sde-ncsnpp.pth",
        "edm-vp.pt",
        "lucidrains.pt"
      })
  void aDiffusionModel(String golden) throws IOException {
    ImportOptions options = ImportOptions.none();
    if (golden.equals("improved-diffusion.pt")) {
      options = options.withSchedule("cosine").withTimesteps(400).with("rescale_timesteps", true);
    }
    try (DiffusionModel model = Importers.importDiffusion(Goldens.file(golden), options).model()) {
      Path file = folder.resolve("exported.safetensors");
      SafeTensorsExport.write(model, file);
      requireSame(model, file);
      // what the header says may be lost, as when PyTorch has loaded and saved the tensors
      Path bare = folder.resolve("bare.safetensors");
      try (var out = Files.newOutputStream(bare)) {
        TensorFile.write(model.weights(), Precision.FLOAT32, out);
      }
      Files.copy(folder.resolve("exported.json"), folder.resolve("bare.json"));
      requireSame(model, bare);
    }
  }

  private static void requireSame(DiffusionModel model, Path file) {
    try (DiffusionModel again = Importers.importDiffusion(file, ImportOptions.none()).model()) {
      ModelDescription before = model.description();
      ModelDescription after = again.description();
      assertEquals(before, after.withProvenance(before.provenance()));
      assertEquals(before.provenance().facts(), after.provenance().facts());
      assertEquals(file.getFileName().toString(), after.provenance().source());
      assertEquals(before.provenance().source(), after.provenance().notes().get("exported from"));
      assertEquals(model.weights(), again.weights());
    }
  }

  @Test
  void whatWasAssumedStaysAssumed() throws IOException {
    Path file = folder.resolve("e.safetensors");
    Path golden = Goldens.file("improved-diffusion.pt");
    ImportedDiffusion first = Importers.importDiffusion(golden, ImportOptions.none());
    try (DiffusionModel model = first.model()) {
      SafeTensorsExport.write(model, file);
    }
    ImportedDiffusion again = Importers.importDiffusion(file, ImportOptions.none());
    again.model().close();
    assertFalse(first.report().notices().isEmpty());
    assertEquals(first.report().notices(), again.report().notices());
    assertEquals(1, first.report().notices().get(0).lines().count());
  }

  @Test
  void aClassifier() throws IOException {
    ImportOptions options =
        ImportOptions.none().withImageSize(16).withNormalization(ImageNormalization.parse("none"));
    ImportedClassifier imported =
        Importers.importClassifier(Goldens.file("chenyaofo-shufflenetv2.pt"), options);
    Path file = folder.resolve("c.safetensors");
    SafeTensorsExport.write(imported.graph(), Optional.of(imported.report().provenance()), file);
    ImportedClassifier again = Importers.importClassifier(file, ImportOptions.none());
    assertEquals(imported.normalization(), again.normalization());
    assertEquals(imported.report().facts(), again.report().facts());
    assertEquals(imported.graph().params(), again.graph().params());
    assertEquals("chenyaofo-shufflenetv2", again.report().origin().family());
  }

  @Test
  void whatIsSaidTwiceMustAgree() throws IOException {
    Path file = exported("two");
    Path json = folder.resolve("two.json");
    String said = Files.readString(json);
    assertTrue(said.contains("CosineAlphaBar") || said.contains("cosine"), said);
    Files.writeString(json, said.replace("\"timesteps\" : 400", "\"timesteps\" : 300"));
    ImportException e = refused(file, ImportOptions.none());
    assertTrue(e.getMessage().contains("differs from two.json beside it"), e.getMessage());
    ImportOptions named = ImportOptions.none().withConfig(json);
    try (DiffusionModel model = Importers.importDiffusion(file, named).model()) {
      assertEquals(new CosineAlphaBar(300), model.description().schedule());
    }
  }

  @Test
  void anOptionBesideAnExportIsRefused() throws IOException {
    ImportException e = refused(exported("o"), ImportOptions.none().withTimesteps(10));
    assertTrue(e.getMessage().contains("diffusion_steps: got an option"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"version\":2}", "{\"version\":1,\"model\":{}}"})
  void aMalformedDescriptionIsRefused(String text) throws IOException {
    Path file = exported("m");
    Files.writeString(folder.resolve("m.json"), "{\"purify4j\":" + text + "}");
    ImportException e = refused(file, ImportOptions.none().withConfig(folder.resolve("m.json")));
    assertTrue(e.getMessage().contains("purify4j: "), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @Test
  void aForeignFileBesideIsNotOverwritten() throws IOException {
    Path json = Files.writeString(folder.resolve("f.json"), "{\"mine\": 1}");
    ImportException e = assertThrows(ImportException.class, () -> exported("f"));
    assertTrue(e.getMessage().contains("f.json: lies where"), e.getMessage());
    assertEquals("{\"mine\": 1}", Files.readString(json));
    assertFalse(Files.exists(folder.resolve("f.safetensors")));
  }

  @Test
  void theFileBesideIsForPeopleToo() throws IOException {
    exported("p");
    var model =
        new ObjectMapper().readTree(folder.resolve("p.json").toFile()).at("/purify4j/model");
    assertEquals("cosine", model.at("/schedule/kind").asText());
    assertEquals(400, model.at("/schedule/timesteps").asInt());
    assertEquals(List.of("NOISE"), List.of(model.at("/predicts").asText()));
  }

  private Path exported(String name) throws IOException {
    ImportOptions options = ImportOptions.none().withSchedule("cosine").withTimesteps(400);
    Path golden = Goldens.file("improved-diffusion.pt");
    try (DiffusionModel model = Importers.importDiffusion(golden, options).model()) {
      Path file = folder.resolve(name + ".safetensors");
      SafeTensorsExport.write(model, file);
      return file;
    }
  }

  private static ImportException refused(Path file, ImportOptions options) {
    return assertThrows(
        ImportException.class, () -> Importers.importDiffusion(file, options).model().close());
  }
}
