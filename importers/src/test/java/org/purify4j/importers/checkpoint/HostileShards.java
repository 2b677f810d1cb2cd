package org.purify4j.importers.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Indices of shards that point where they should not. */
final class HostileShards {
  private static final String OUTSIDE = "must be a plain name in the same folder";

  private HostileShards() {}

  static List<HostileFile> all() {
    return List.of(
        index("parent", OUTSIDE, "{'weight_map':{'w':'../s.safetensors'}}"),
        index("absolute", OUTSIDE, "{'weight_map':{'w':'/etc/passwd'}}"),
        index("hidden", OUTSIDE, "{'weight_map':{'w':'.s.safetensors'}}"),
        index("url", OUTSIDE, "{'weight_map':{'w':'file:s.safetensors'}}"),
        index("missing", "is missing from the folder", "{'weight_map':{'w':'t.safetensors'}}"),
        index("link", "is a link out of its folder", "{'weight_map':{'w':'link.safetensors'}}"),
        index("folder", "is missing from the folder", "{'weight_map':{'w':'folder'}}"),
        index("itself", "neither a PyTorch checkpoint", "{'weight_map':{'w':'itself.index.json'}}"),
        index("lost-tensor", "v is not in s.safetensors", "{'weight_map':{'v':'s.safetensors'}}"),
        index(
            "not-listed",
            "where the index does not have it",
            "{'weight_map':{'a':'s.safetensors'}}"),
        index("no-map", "weight_map: got 0 files, must be 1 to", "{'metadata':{'total_size':8}}"),
        index("no-names", "index of shards: w: got 3, must be a text", "{'weight_map':{'w':3}}"),
        index("no-json", "no valid JSON", "{'weight_map':{'w':'s"));
  }

  private static HostileFile index(String name, String problem, String json) {
    return new HostileFile(
        name + ".index.json",
        problem,
        file -> {
          Files.writeString(file, json.replace('\'', '"'));
          surroundings(file.getParent());
        });
  }

  /** A good shard of tensors a and b, a folder, and a link to a good file elsewhere. */
  private static void surroundings(Path folder) throws IOException {
    String header =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}";
    CheckpointFiles.safetensors(folder.resolve("s.safetensors"), header, new byte[8]);
    Files.createDirectories(folder.resolve("folder"));
    Path elsewhere = Files.createDirectories(folder.resolve("folder").resolve("elsewhere"));
    CheckpointFiles.safetensors(elsewhere.resolve("w.safetensors"), header, new byte[8]);
    Path link = folder.resolve("link.safetensors");
    if (!Files.isSymbolicLink(link)) {
      Files.createSymbolicLink(link, elsewhere.resolve("w.safetensors"));
    }
  }
}
