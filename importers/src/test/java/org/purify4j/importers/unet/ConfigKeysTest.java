package org.purify4j.importers.unet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.purify4j.diffusion.model.Assumptions;
import org.purify4j.diffusion.model.ModelDescription;
import org.purify4j.diffusion.model.Prediction;
import org.purify4j.importers.Goldens;
import org.purify4j.importers.ImportOptions;
import org.purify4j.importers.Importers;
import org.purify4j.importers.checkpoint.ImportException;

/** No setting that is given is passed over: it is honoured, known to do no harm, or refused. */
class ConfigKeysTest {
  private static final Map<String, List<String>> GOLDENS =
      Map.of(
          "adm", List.of("improved-diffusion.pt", "guided-diffusion-classes.pt"),
          "ddpm", List.of("ddpm-ho.pt"),
          "diffusers", List.of("diffusers-shards"),
          "score-sde", List.of("score-sde-ncsnpp.pth"),
          "edm", List.of("edm-ddpmpp.pt", "edm-adm.pt", "edm-vp.pt"),
          "lucidrains", List.of("lucidrains.pt"));

  @TempDir Path folder;

  private static Stream<StrictUNetImporter> families() {
    return UNetImporters.all().stream().map(StrictUNetImporter.class::cast);
  }

  static Stream<Arguments> honoured() {
    return families()
        .flatMap(
            family ->
                family.vocabulary().honoured().stream()
                    .map(name -> Arguments.of(family.family(), name)));
  }

  /** A value of no type is refused by name, so the importer asks for it. */
  @ParameterizedTest
  @MethodSource("honoured")
  void whatIsCalledHonouredIsAskedFor(String family, String name) {
    List<String> said = new ArrayList<>();
    for (String golden : GOLDENS.get(family)) {
      said.add(answer(golden, ImportOptions.none().with(name, Map.of("no", "value"))));
    }
    assertTrue(
        said.stream()
            .anyMatch(text -> text.contains(name + ": got ") && text.contains("{no=value}")),
        said::toString);
  }

  static Stream<Arguments> only() {
    return families()
        .flatMap(
            family ->
                family.vocabulary().only().keySet().stream()
                    .map(name -> Arguments.of(family.family(), name)));
  }

  @ParameterizedTest
  @MethodSource("only")
  void whatCanHaveOneValueIsHeldToIt(String family, String name) {
    String golden = GOLDENS.get(family).get(0);
    String said = answer(golden, ImportOptions.none().with(name, "another"));
    assertTrue(said.contains(name + ": got another, must be "), said);
  }

  @Test
  void whatDoesNoHarmChangesNothing() {
    families()
        .forEach(
            family -> {
              String golden = GOLDENS.get(family.family()).get(0);
              ImportOptions options = ImportOptions.none();
              for (String name : family.vocabulary().harmless()) {
                options = options.with(name, "whatever");
              }
              assertEquals(description(golden, ImportOptions.none()), description(golden, options));
            });
  }

  @ParameterizedTest
  @CsvSource({
    "improved-diffusion.pt, num_head, num_heads",
    "improved-diffusion.pt, noise_shedule, noise_schedule",
    "guided-diffusion-classes.pt, use_new_attention_oder, use_new_attention_order",
    "ddpm-ho.pt, resamp_with_convs, resamp_with_conv",
    "diffusers-shards, beta_strat, beta_start",
    "diffusers-shards, rescale_betas_zero_snrr, rescale_betas_zero_snr",
    "score-sde-ncsnpp.pth, skip_rescal, skip_rescale",
    "edm-ddpmpp.pt, preconds, precond",
    "lucidrains.pt, objectiv, objective"
  })
  void aMisspeltNameIsRefusedWithTheNearest(String golden, String name, String meant) {
    String said = answer(golden, ImportOptions.none().with(name, 1));
    assertTrue(said.contains(name + ": got 1 (option), which is no setting of "), said);
    assertTrue(said.endsWith(" (did you mean " + meant + "?)"), said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "improved-diffusion.pt|{'num_heads': 4, 'num_heads_upsample': 2}|num_heads_upsample: got 2,"
            + " must be -1 or num_heads, 4",
        "improved-diffusion.pt|{'attention_resolutions': '4'}|attention_resolutions: got [4] (config"
            + " c.json), the tensors have [16]",
        "improved-diffusion.pt|{'class_cond': true}|class_cond: got true (config c.json), the tensors"
            + " have false",
        "improved-diffusion.pt|{'num_channels': 64}|num_channels: got 64 (config c.json), the tensors"
            + " have 32",
        "improved-diffusion.pt|{'diffusion_steps': 2000000000}|diffusion_steps: got 2000000000, must"
            + " be at most 1048576",
        "improved-diffusion.pt|{'diffusion_steps': 1e300}|diffusion_steps: got 1.0E300, must be an"
            + " integer",
        "score-sde-ncsnpp.pth|{'beta_max': 'NaN'}|beta_max: got NaN, must be a finite number",
        "score-sde-ncsnpp.pth|{'attn_resolutions': [16], 'image_size': 16}|attn_resolutions: got [16] (config c.json),"
            + " the tensors have [8]",
        "score-sde-ncsnpp.pth|{'nonlinearity': 'elu'}|nonlinearity: got elu, must be swish",
        "lucidrains.pt|{'timesteps': 1000}|diffusion_steps: got 1000 (config c.json), the tensors have"
            + " 50",
        "lucidrains.pt|{'beta_schedule': 'cosine'}|beta_schedule: got cosine (config c.json), the"
            + " tensors have linear",
        "lucidrains.pt|{'predicts': 'epsilon'}|predicts: got pred_noise (config c.json), the tensors"
            + " have pred_v",
        "edm-ddpmpp.pt|{'label_dim': 10}|label_dim: got 10, must be 0",
        "ddpm-ho.pt|{'beta_schedule': 'quad'}|beta_schedule: got quad, must be linear",
        "edm-ddpmpp.pt|{'encoder_type': 'residual'}|encoder_type: got residual (config c.json), the"
            + " tensors have standard",
        "improved-diffusion.pt|{'config': {}, 'difusion': {}}|difusion: got {} beside config, must be"
            + " diffusion",
        "improved-diffusion.pt|{'config': {}, 'num_heads': 8}|num_heads: got 8 beside config, must be"
            + " in it"
      })
  void whatCannotBeIsRefused(String golden, String json, String problem) throws IOException {
    Path file = Files.writeString(folder.resolve("c.json"), json.replace('\'', '"'));
    String said = answer(golden, ImportOptions.none().withConfig(file));
    assertTrue(said.endsWith(": " + problem), said);
  }

  /** All flags of the authors' script, as they are published with the 64×64 network's. */
  @Test
  void allFlagsOfTheAuthorsScriptAreUnderstood() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("flags.json"),
            """
            {"image_size": 32, "num_channels": 32, "num_res_blocks": 1, "num_heads": 4,
             "num_heads_upsample": -1, "num_head_channels": -1, "attention_resolutions": "16",
             "channel_mult": "", "dropout": 0.1, "class_cond": false, "use_checkpoint": false,
             "use_scale_shift_norm": true, "resblock_updown": false, "use_fp16": false,
             "use_new_attention_order": false, "learn_sigma": true, "diffusion_steps": 1000,
             "noise_schedule": "linear", "timestep_respacing": "", "use_kl": false,
             "predict_xstart": false, "rescale_timesteps": false, "rescale_learned_sigmas": false}
            """);
    ModelDescription description =
        description("improved-diffusion.pt", ImportOptions.none().withConfig(file));
    assertEquals(1000, description.schedule().timesteps());
    assertEquals(Prediction.NOISE, description.predicts());
    assertEquals(Optional.empty(), Assumptions.of(description.provenance().facts()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'_class_name': 'FlowMatchEulerDiscreteScheduler', 'shift': 1.0|scheduler: got"
            + " FlowMatchEulerDiscreteScheduler, must be DDPMScheduler",
        "'_class_name': 'EDMEulerScheduler', 'sigma_data': 0.5|scheduler: got EDMEulerScheduler, must",
        "'_class_name': 'ScoreSdeVeScheduler', 'snr': 0.15|scheduler: got ScoreSdeVeScheduler, must",
        "'_class_name': 'DDIMScheduler', 'rescale_betas_zero_snr': true|rescale_betas_zero_snr: got"
            + " true, must be false",
        "'_class_name': 'UniPCMultistepScheduler', 'use_flow_sigmas': true|use_flow_sigmas: got true,"
            + " must be false",
        "'_class_name': 'DDPMScheduler', 'beta_schedule': 'sigmoid'|beta_schedule: got sigmoid, must",
        "'_class_name': 'DDPMScheduler', 'beta_shedule': 'linear'|beta_shedule: got linear (config"
            + " scheduler_config.json), which is no setting of",
        "'_class_name': 'DDPMScheduler', 'variance_type': 'learned'|variance_type: got learned, must"
      })
  void schedulersOfOtherProcesses(String scheduler, String problem) throws IOException {
    Path diffusers = diffusers(scheduler, "");
    ImportException e =
        assertThrows(
            ImportException.class,
            () -> Importers.importDiffusion(diffusers, ImportOptions.none()).model().close());
    assertTrue(e.getMessage().contains(": " + problem), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'attn_norm_num_groups': 2|attn_norm_num_groups: got 2, must be null or norm_num_groups, 4",
        "'mid_block_type': 'UNetMidBlock2DSimpleCrossAttn'|mid_block_type: got",
        "'upsample_type': 'resnet'|upsample_type: got resnet, must be conv",
        "'time_embedding_dim': 64|time_embedding_dim: got 64 (config config.json), the tensors have 32"
      })
  void networksThatAreNotDescribed(String network, String problem) throws IOException {
    Path diffusers = diffusers("'_class_name': 'DDPMScheduler'", network + ", ");
    ImportException e =
        assertThrows(
            ImportException.class,
            () -> Importers.importDiffusion(diffusers, ImportOptions.none()).model().close());
    assertTrue(e.getMessage().contains(": " + problem), e.getMessage());
  }

  /** Of the same name in both files; the network's is for learned times, of which it has none. */
  @Test
  void theNetworksOwnNumberOfStepsIsNotTheSchedulers() throws IOException {
    String scheduler = "'_class_name': 'DDPMScheduler', 'num_train_timesteps': 700";
    for (String network : List.of("'num_train_timesteps': null, ", "'num_train_timesteps': 50, ")) {
      Path diffusers = diffusers(scheduler, network);
      try (var model = Importers.importDiffusion(diffusers, ImportOptions.none()).model()) {
        assertEquals(700, model.description().schedule().timesteps());
      }
    }
  }

  /** An option for the length alone does not make a cosine schedule linear. */
  @Test
  void aLengthAloneLeavesTheScheduleAsItIs() throws IOException {
    Path diffusers =
        diffusers("'_class_name': 'DDPMScheduler', 'beta_schedule': 'squaredcos_cap_v2'", "");
    ImportOptions options = ImportOptions.none().withTimesteps(300);
    try (var model = Importers.importDiffusion(diffusers, options).model()) {
      assertEquals("CosineAlphaBar[timesteps=300]", model.description().schedule().toString());
    }
  }

  /** The golden folder with another scheduler, and more settings of the network. */
  private Path diffusers(String scheduler, String network) throws IOException {
    Path copy = Files.createDirectories(folder.resolve("df"));
    Path golden = Goldens.file("diffusers-shards");
    try (Stream<Path> files = Files.list(golden)) {
      for (Path file : files.toList()) {
        Path to = copy.resolve(file.getFileName());
        Files.deleteIfExists(to);
        Files.copy(file, to);
      }
    }
    Path config = copy.resolve("config.json");
    String json = Files.readString(config);
    Files.writeString(config, "{" + network.replace('\'', '"') + json.strip().substring(1));
    Files.writeString(
        copy.resolve("scheduler_config.json"), "{" + scheduler.replace('\'', '"') + "}");
    return copy;
  }

  @Test
  void filesThatAreTooMuch() throws IOException {
    assertTrue(
        said("{\"num_heads\": 4" + " ".repeat(3 << 20) + "}").contains("must be at most 1048576"));
    assertTrue(said("[".repeat(100_000)).contains("is no valid JSON"));
    assertTrue(said("{\"a\":".repeat(5000)).contains("is no valid JSON"));
    assertTrue(
        said("{\"num_heads\": 4, \"num_heads\": 8}").contains("is no valid JSON: Duplicate"));
    assertTrue(said("{\"num_heads\": 4} {}").contains("is no valid JSON"));
    String digits = "9".repeat(900);
    assertTrue(said("{\"num_heads\": " + digits + "}").contains("num_heads: got 999"));
    String control = said("{\"\\u009b31m\\u202e\": 1}");
    assertTrue(control.contains("?31m?: got 1"), control);
  }

  private String said(String json) throws IOException {
    Path file = Files.writeString(folder.resolve("much.json"), json);
    String said = answer("improved-diffusion.pt", ImportOptions.none().withConfig(file));
    assertTrue(said.length() < 2100 && said.lines().count() == 1, said);
    return said;
  }

  @Test
  void aConfigBesideThatCannotBeReadIsNoReasonToAssume() throws IOException {
    Path checkpoint = folder.resolve("u.pt");
    Files.copy(Goldens.file("improved-diffusion.pt"), checkpoint);
    for (String json : List.of(" ".repeat(2 << 20) + "{}", "{\"config\": {\"num_heads\": 4}")) {
      Files.writeString(folder.resolve("u.json"), json);
      ImportException e =
          assertThrows(
              ImportException.class,
              () -> Importers.importDiffusion(checkpoint, ImportOptions.none()).model().close());
      assertTrue(e.getMessage().contains("u.json: "), e.getMessage());
    }
    Files.writeString(folder.resolve("u.json"), "{\"num_heads\": 8}");
    var imported = Importers.importDiffusion(checkpoint, ImportOptions.none());
    imported.model().close();
    assertTrue(
        imported.report().notices().stream().anyMatch(n -> n.startsWith("u.json beside it has no")),
        () -> imported.report().notices().toString());
  }

  private static String answer(String golden, ImportOptions options) {
    try {
      description(golden, options);
      return "read";
    } catch (ImportException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static ModelDescription description(String golden, ImportOptions options) {
    try (var model = Importers.importDiffusion(Goldens.file(golden), options).model()) {
      return model.description();
    }
  }
}
