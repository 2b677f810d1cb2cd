package org.purify4j.importers.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A folder as Hugging Face's diffusers and transformers write it: {@code config.json} and the
 * weights under one of a few names; or a whole pipeline, with that folder as {@code unet}.
 */
final class ModelFolder {
  private static final String INDEX = ".index.json";
  private static final List<String> WEIGHTS =
      List.of(
          "diffusion_pytorch_model.safetensors",
          "model.safetensors",
          "diffusion_pytorch_model.bin",
          "pytorch_model.bin");
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
    for (Path folder : folders) {
      for (String name : WEIGHTS) {
        for (String candidate : List.of(name, name + INDEX)) {
          if (Files.exists(folder.resolve(candidate))) {
            return FolderFile.of(folder, candidate);
          }
        }
      }
    }
    throw new MalformedFileException(
        "a folder without weights, must hold " + String.join(" or ", WEIGHTS));
  }

  /** Whether a file's name says that it is an index of shards. */
  static boolean isIndex(Path file) {
    return file.toString().endsWith(INDEX);
  }
}
