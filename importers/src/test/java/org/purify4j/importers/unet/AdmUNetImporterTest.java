package org.purify4j.importers.unet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.model.TimeUnit;
import org.purify4j.diffusion.schedule.CosineAlphaBar;
import org.purify4j.diffusion.schedule.LinearBetas;
import org.purify4j.diffusion.schedule.VarianceType;
import org.purify4j.diffusion.unet.AdmUNet;
import org.purify4j.diffusion.unet.Heads;
import org.purify4j.importers.ImportOptions;
import org.purify4j.importers.ImportReport;
import org.purify4j.importers.ImportedDiffusion;
import org.purify4j.importers.Importers;
import org.purify4j.importers.Shared;

/** What importing networks of improved-/guided-diffusion decides, and the speed yardstick. */
class AdmUNetImporterTest {
  @Test
  void theSpeedYardstick(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("unet-10m.pt");
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(Shared.path("bench/unet-10m.pt.gz")))) {
      Files.copy(in, file);
    }
    ImportedDiffusion imported = Importers.importDiffusion(file, ImportOptions.none());
    assertEquals(9_926_790, imported.report().parameters());
    assertEquals(334, imported.report().tensors());
    try (DiffusionModel model = imported.model()) {
      new Golden(file, Shared.path("bench/unet-10m.npz")).verify(model);
    }
  }

  @Test
  void theTrainedModelIsDescribedByTheConfigBesideIt() {
    ImportedDiffusion imported =
        Importers.importDiffusion(
            Shared.path("checkpoints/diffusion/cifar10-improved-diffusion-32ch.pt"),
            ImportOptions.none());
    ImportReport report = imported.report();
    try (DiffusionModel model = imported.model()) {
      AdmUNet network = (AdmUNet) model.description().network();
      assertEquals(List.of(32, 64, 64, 64), network.levelChannels());
      assertEquals(List.of(), network.attentionDownsampling());
      assertEquals(new Heads.Count(4), network.heads());
      assertEquals(new CosineAlphaBar(4000), model.description().schedule());
      assertEquals(TimeUnit.STEPS, model.description().timeUnit());
      assertEquals(VarianceType.FIXED_SMALL, model.description().variance());
      assertEquals(32, model.description().imageSize());
      assertEquals(2_322_915, report.parameters());
      assertEquals(
          "cosine (config cifar10-improved-diffusion-32ch.json)",
          report.facts().get("noise_schedule").toString());
      assertEquals("[1, 2, 2, 2] (inferred)", report.facts().get("channel_mult").toString());
      assertEquals(
          "56fe1a9dc3067b722031d60459ce1b8c8e3a94740bf20e10677c7e1754e3cbec",
          model.description().provenance().sha256());
    }
  }

  @Test
  void optionsComeBeforeTheConfig() {
    Path file = Shared.path("golden/improved-diffusion-unet.pt");
    ImportOptions options =
        ImportOptions.none().withSchedule("linear").withTimesteps(500).withHeads(2);
    try (DiffusionModel model = Importers.importDiffusion(file, options).model()) {
      assertEquals(LinearBetas.of(500), model.description().schedule());
      assertEquals(new Heads.Count(2), ((AdmUNet) model.description().network()).heads());
      assertEquals(
          "linear (option)",
          model.description().provenance().facts().get("noise_schedule").toString());
    }
  }
}
