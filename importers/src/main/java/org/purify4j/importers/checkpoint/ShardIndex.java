package org.purify4j.importers.checkpoint;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * The {@code .index.json} beside a checkpoint in shards.
 *
 * @param shards file name of the shard of each tensor, by the tensor's name
 */
record ShardIndex(Map<String, String> shards) {
  private static final long LARGEST = 16 << 20;
  private static final int MOST_SHARDS = 1 << 10;
  private static final StrictJson JSON = new StrictJson("index of shards");

  /** Reads an index. */
  static ShardIndex read(Path file) throws IOException {
    if (Files.size(file) > LARGEST) {
      throw new MalformedFileException("an index of shards of more than " + LARGEST + " bytes");
    }
    Map<String, String> shards = new LinkedHashMap<>();
    JSON.read(
        ByteBuffer.wrap(Files.readAllBytes(file)),
        (name, parser) -> {
          if (name.equals("weight_map")) {
            JSON.fields(
                name,
                parser,
                (tensor, value) -> {
                  JSON.expect(JsonToken.VALUE_STRING, tensor, value);
                  shards.put(tensor, value.getText());
                });
          } else {
            parser.skipChildren();
          }
        });
    ShardIndex index = new ShardIndex(shards);
    int count = index.files().size();
    if (count == 0 || count > MOST_SHARDS) {
      throw JSON.problem("weight_map", "got " + count + " files, must be 1 to " + MOST_SHARDS);
    }
    return index;
  }

  /** Names of the files, in alphabetical order. */
  TreeSet<String> files() {
    return new TreeSet<>(shards.values());
  }
}
