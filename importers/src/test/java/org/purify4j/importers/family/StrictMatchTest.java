package org.purify4j.importers.family;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.checkpoint.ImportException;

class StrictMatchTest {
  private static final String HEADER =
      """
      {"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]},
       "b": {"dtype": "F32", "shape": [1], "data_offsets": [8, 12]},
       "bn.num_batches_tracked": {"dtype": "F32", "shape": [1], "data_offsets": [12, 16]}}
      """;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    byte[] json = HEADER.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + 16).order(ByteOrder.LITTLE_ENDIAN);
    file = Files.write(folder.resolve("s"), bytes.putLong(json.length).put(json).array());
  }

  @Test
  void countersMayBeThere() {
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      StrictMatch.check(checkpoint, Map.of("a", new long[] {2}, "b", new long[] {1}));
    }
  }

  @Test
  void everyDifferenceIsListed() {
    Map<String, long[]> expected = new LinkedHashMap<>();
    expected.put("a", new long[] {2, 1});
    expected.put("c", new long[] {3});
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      ImportException e =
          assertThrows(ImportException.class, () -> StrictMatch.check(checkpoint, expected));
      assertEquals(
          file
              + ": 3 tensors differ from the network's: misshapen a: got [2], must be [2, 1]; missing"
              + " c [3]; unexpected b [1]",
          e.getMessage());
    }
  }
}
