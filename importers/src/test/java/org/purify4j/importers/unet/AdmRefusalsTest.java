package org.purify4j.importers.unet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.purify4j.importers.Goldens;
import org.purify4j.importers.ImportOptions;
import org.purify4j.importers.Importers;
import org.purify4j.importers.RecognisedCheckpoint;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.checkpoint.ImportException;
import org.purify4j.importers.family.FamilyImporter;

/** What is given may not contradict the tensors, and what is wrong is said in one line. */
class AdmRefusalsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'num_res_blocks': 3}|num_res_blocks: got 3 (config c.json), the tensors have 1",
        "{'channel_mult': '1,2,2'}|channel_mult: got [1, 2, 2] (config c.json), the tensors have"
            + " [1, 1]",
        "{'learn_sigma': false}|learn_sigma: got false (config c.json), the tensors have true",
        "{'num_heads': 'four'}|num_heads: got four, must be an integer",
        "{'num_heads': 3}|heads: got 3, must divide the 32 channels of every attention",
        "{'noise_schedule': 'sqrt'}|noise_schedule: got sqrt, must be linear or cosine",
        "{'diffusion_steps': 0}|timesteps: got 0, must be at least 1",
        "{'rescale_timesteps': 1}|rescale_timesteps: got 1, must be true or false",
        "{'predicts': 'mean'}|predicts: got mean, must be epsilon, v_prediction or sample",
        "{'variance': 'fixed_small'}|variance: got fixed_small (config c.json), the tensors have"
            + " learned_range",
        "{'image_size': 0}|imageSize: got 0, must be at least 1"
      })
  void contradictions(String config, String problem, @TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("c.json"), config.replace('\'', '"'));
    ImportException e = refused("improved-diffusion.pt", ImportOptions.none().withConfig(file));
    assertEquals(Goldens.file("improved-diffusion.pt") + ": " + problem, e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|c.json: must be a JSON object",
        "{|c.json: is no valid JSON: ",
        "|c.json: must be a JSON object"
      })
  void malformedConfigs(String config, String problem, @TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("c.json"), config == null ? "" : config);
    ImportException e = refused("improved-diffusion.pt", ImportOptions.none().withConfig(file));
    assertTrue(e.getMessage().startsWith(folder + "/" + problem), e.getMessage());
  }

  @Test
  void anAbsentConfig(@TempDir Path folder) {
    ImportException e =
        refused("improved-diffusion.pt", ImportOptions.none().withConfig(folder.resolve("c.json")));
    assertEquals(folder.resolve("c.json") + ": no such file", e.getMessage());
  }

  @Test
  void anotherKindOfNetwork() {
    String file = "chenyaofo-resnet.pt";
    String problem = "no known family: ";
    String miss = "not adm, which has input_blocks.0.0.weight";
    ImportException e = refused(file, ImportOptions.none());
    assertTrue(e.getMessage().contains(file + ": " + problem), e.getMessage());
    assertTrue(e.getMessage().contains(miss), e.getMessage());
    ImportException named = refused(file, ImportOptions.none().withFamily("adm"));
    assertTrue(named.getMessage().contains(file + ": "), named.getMessage());
    ImportException unknown = refused(file, ImportOptions.none().withFamily("gan"));
    assertEquals(
        Goldens.file(file)
            + ": family: got gan, must be one of adm, ddpm, diffusers, score-sde, edm, lucidrains",
        unknown.getMessage());
  }

  @Test
  void everyKindOfNetworkIsRecognised() {
    assertEquals("adm", family("guided-diffusion-classes.pt"));
    assertEquals("adm", family("improved-diffusion.safetensors"));
    assertEquals("ddpm", family("ddpm-ho.pt"));
    assertEquals("diffusers", family("diffusers-shards"));
    assertEquals("score-sde", family("score-sde-ncsnpp.pth"));
    assertEquals("chenyaofo-resnet", family("chenyaofo-resnet.pt"));
    assertEquals("akamaster-resnet", family("akamaster-resnet.pt"));
  }

  private static String family(String file) {
    try (Checkpoint checkpoint = Checkpoint.open(Goldens.file(file))) {
      RecognisedCheckpoint<FamilyImporter> recognised =
          Importers.recognise(checkpoint, ImportOptions.none());
      String family = recognised.match().family();
      assertEquals(family, Importers.inspect(recognised).origin().family());
      return family;
    }
  }

  private static ImportException refused(String file, ImportOptions options) {
    Path path = Goldens.file(file);
    return assertThrows(
        ImportException.class, () -> Importers.importDiffusion(path, options).model().close());
  }
}
