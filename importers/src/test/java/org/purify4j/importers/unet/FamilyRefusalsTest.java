package org.purify4j.importers.unet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.purify4j.importers.Goldens;
import org.purify4j.importers.ImportOptions;
import org.purify4j.importers.Importers;
import org.purify4j.importers.Rewritten;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.checkpoint.ImportException;

/** What a family has and this program does not, or does not fit, is refused in one line. */
class FamilyRefusalsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "score-sde-ncsnpp.pth|sde|vesde|sde: got vesde, must be vpsde",
        "score-sde-ncsnpp.pth|embedding_type|fourier|embedding_type: got fourier, must be"
            + " positional",
        "score-sde-ncsnpp.pth|progressive|output_skip|progressive: got output_skip, must be none",
        "score-sde-ncsnpp.pth|centered|false|centered: got false, must be true",
        "score-sde-ncsnpp.pth|nf|16|nf: got 16 (option), the tensors have 8",
        "score-sde-ncsnpp.pth|resblock_type|ddpm|resblock_type: got ddpm (option), the tensors have"
            + " biggan",
        "edm-ddpmpp.pt|precond|ve|precond: got ve, must be edm or vp",
        "edm-ddpmpp.pt|image_size|32|image_size: got 32 (option), the tensors have 16",
        "edm-ncsnpp.safetensors|precond|vp|timeScale: got 999.0, must be 1 for frequencies of the"
            + " file",
        "lucidrains.pt|objective|pred_noise|objective: got pred_noise (option), the tensors have"
            + " pred_v",
        "diffusers-v-prediction|center_input_sample|true|center_input_sample: got true, must be"
            + " false",
        "diffusers-v-prediction|downsample_padding|2|downsample_padding: got 2, must be 0 or 1",
        "diffusers-v-prediction|time_embedding_type|fourier|time_embedding_type: got fourier, must"
            + " be positional",
        "diffusers-v-prediction|_class_name|UNet2DConditionModel|_class_name: got"
            + " UNet2DConditionModel, must be UNet2DModel",
        "diffusers-v-prediction|act_fn|mish|act_fn: got mish, must be silu or swish",
        "score-sde-ncsnpp.pth|noise_schedule|linear|noise_schedule: got linear, must be vp",
        "edm-vp.pt|noise_schedule|linear|noise_schedule: got linear, must be vp",
        "edm-adm.pt|sigma_data|1|sigma_data: got 1, must be 0.5",
        "diffusers-v-prediction|num_class_embeds|10|num_class_embeds: got 10, must be null",
        "diffusers-v-prediction|beta_schedule|sigmoid|beta_schedule: got sigmoid, must be linear,"
            + " scaled_linear or squaredcos_cap_v2",
        "diffusers-v-prediction|prediction_type|flow|prediction_type: got flow, must be epsilon,"
            + " v_prediction or sample",
        "diffusers-v-prediction|variance_type|learned|variance_type: got learned, must be"
            + " fixed_small or fixed_large for a network that does not learn it",
        "diffusers-v-prediction|block_out_channels|8,32|block_out_channels: got [8, 32] (option),"
            + " the tensors have [8, 16]"
      })
  void settings(String file, String name, String value, String problem) {
    ImportOptions options = ImportOptions.none().with(name, typed(value));
    Path path = Goldens.file(file);
    ImportException e =
        assertThrows(
            ImportException.class, () -> Importers.importDiffusion(path, options).model().close());
    assertTrue(e.getMessage().endsWith(": " + problem), e.getMessage());
  }

  @Test
  void otherBlocksOfNcsnpp(@TempDir Path folder) throws IOException {
    assertTrue(
        changed("score-sde-ncsnpp.pth", folder, t -> t.put("all_modules.19.Conv.weight", sizes()))
            .contains("all_modules.19: got a module of NCSN++'s input_skip"));
    assertTrue(
        changed("score-sde-ncsnpp.pth", folder, t -> t.put("all_modules.19.weight", sizes()))
            .contains("progressive: got output_skip or residual, must be none"));
  }

  @Test
  void conditionsThatAreNotDescribed(@TempDir Path folder) throws IOException {
    assertTrue(
        changed("edm-ddpmpp.pt", folder, t -> t.put("map_label.weight", sizes()))
            .contains("map_label.weight: got a class-conditional network"));
    assertTrue(
        changed("lucidrains.pt", folder, t -> t.put("model.init_conv.weight", sizes(4, 6, 7, 7)))
            .contains("self_condition: got true"));
  }

  @ParameterizedTest
  @CsvSource({
    "score-sde-ncsnpp.pth, all_modules.3.Dense_0.bias",
    "edm-ncsnpp.safetensors, enc.8x8_aux_residual.resample_filter",
    "edm-ddpmpp.pt, dec.8x8_in0.proj.bias",
    "diffusers-v-prediction, mid_block.resnets.1.norm2.bias"
  })
  void aTensorTooFewOrTooMany(String file, String name, @TempDir Path folder) throws IOException {
    String missing = changed(file, folder, tensors -> tensors.remove(name));
    assertTrue(missing.contains("1 tensors differ from the network's: missing " + name), missing);
    String more = changed(file, folder, tensors -> tensors.put("something.else", sizes(2, 2)));
    assertTrue(more.contains("unexpected something.else [2, 2]"), more);
    assertEquals(1, more.lines().count());
  }

  /** Its schedule is read from tensors, which must be true ones. */
  @Test
  void aTensorTooFewOfLucidrains(@TempDir Path folder) {
    String name = "model.mid_attn.to_out.bias";
    Path file =
        Rewritten.write("lucidrains.pt", folder.resolve("l.safetensors"), t -> t.remove(name));
    ImportException e =
        assertThrows(
            ImportException.class,
            () -> Importers.importDiffusion(file, ImportOptions.none()).model().close());
    assertTrue(e.getMessage().contains("1 tensors differ from the network's: missing " + name));
  }

  /** What is said of a file with other tensors. */
  private static String changed(String file, Path folder, Consumer<Map<String, long[]>> change)
      throws IOException {
    Map<String, long[]> tensors = new LinkedHashMap<>();
    try (Checkpoint checkpoint = Checkpoint.open(Goldens.file(file))) {
      checkpoint.names().forEach(name -> tensors.put(name, checkpoint.info(name).shape()));
    }
    change.accept(tensors);
    Path other = folder.resolve("other.safetensors");
    EmptyCheckpoint.write(tensors, EmptyCheckpoint.Type.F32, other);
    ImportOptions options = ImportOptions.none().withTimesteps(50).withImageSize(16);
    if (file.startsWith("diffusers")) {
      options = options.with("norm_num_groups", 4).with("attention_head_dim", 4);
    }
    ImportOptions all = options;
    return assertThrows(
            ImportException.class, () -> Importers.importDiffusion(other, all).model().close())
        .getMessage();
  }

  private static long[] sizes(long... sizes) {
    return sizes;
  }

  private static Object typed(String value) {
    return switch (value) {
      case "true", "false" -> Boolean.valueOf(value);
      default -> value.matches("\\d+") ? (Object) Integer.valueOf(value) : value;
    };
  }
}
