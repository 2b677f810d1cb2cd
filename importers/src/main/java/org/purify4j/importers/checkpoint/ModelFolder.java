package org.purify4j.importers.checkpoint;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A folder as Hugging Face's diffusers and transformers write it: {@code config.json} and the
 * weights under one of a few names; or a whole pipeline, with that folder as {@code unet}.
 */
final class ModelFolder {
  private static final Pattern INDEX = Pattern.compile(".*\\.index(\\.[A-Za-z0-9_-]+)?\\.json");

  /** Names of weights without their endings, in order of preference. */
  private static final List<List<String>> WEIGHTS =
      List.of(
          List.of("diffusion_pytorch_model", ".safetensors"),
          List.of("model", ".safetensors"),
          List.of("diffusion_pytorch_model", ".bin"),
          List.of("pytorch_model", ".bin"));

  /** Raw weights beside averaged ones. */
  private static final String RAW = ".non_ema";

  /** Weights in half precision. */
  private static final String HALF = ".fp16";

  private static final String PARTS = "unet";
  private static final String AVERAGED_PARTS = "unet_ema";

  private ModelFolder() {}

  /**
   * The checkpoint file of a folder, or what was given if it is none.
   *
   * @param wanted which weights, where a pipeline has raw and averaged ones
   * @throws MalformedFileException if the folder has none
   */
  static Path resolve(Path given, Averages wanted) throws IOException {
    if (!Files.isDirectory(given)) {
      return given;
    }
    List<Path> folders =
        wanted == Averages.PREFERRED
            ? List.of(given, given.resolve(AVERAGED_PARTS), given.resolve(PARTS))
            : List.of(given, given.resolve(PARTS));
    List<String> variants =
        wanted == Averages.PREFERRED ? List.of("", HALF, RAW) : List.of(RAW, "", HALF);
    for (Path folder : folders) {
      for (String variant : variants) {
        for (List<String> name : WEIGHTS) {
          for (String candidate : names(name.get(0), variant, name.get(1))) {
            if (Files.exists(folder.resolve(candidate))) {
              return FolderFile.of(folder, candidate);
            }
          }
        }
      }
    }
    throw new MalformedFileException(
        "a folder without weights, must hold "
            + WEIGHTS.stream().map(name -> String.join("", name)).collect(joining(" or ")));
  }

  /** A file, and the two forms that the name of an index of shards has had. */
  private static List<String> names(String name, String variant, String ending) {
    String whole = name + variant + ending;
    return List.of(whole, whole + ".index.json", name + ending + ".index" + variant + ".json");
  }

  /** Whether a file's name says that it is an index of shards. */
  static boolean isIndex(Path file) {
    return INDEX.matcher(file.toString()).matches();
  }
}
