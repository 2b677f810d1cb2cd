package org.purify4j.importers.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTensorsTest {
  @TempDir Path folder;

  @Test
  void typesOrderAndMetadata() {
    String header =
        """
        {"__metadata__": {"format": "pt"},
         "b": {"dtype": "BF16", "shape": [2], "data_offsets": [8, 12]},
         "a": {"dtype": "F32", "shape": [2, 1], "data_offsets": [0, 8]},
         "n": {"dtype": "I16", "shape": [], "data_offsets": [12, 14]}}
        """;
    byte[] data = {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40, (byte) 0x80, 0x3f, 0, 0, 7, 0};
    Path file = CheckpointFiles.safetensors(folder.resolve("t.safetensors"), header, data);
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      assertEquals(List.of("b", "a", "n"), List.copyOf(checkpoint.names()));
      assertArrayEquals(new float[] {1, 2}, checkpoint.floats("a"));
      assertArrayEquals(new float[] {1, 0}, checkpoint.floats("b"));
      assertEquals("int16 []", checkpoint.info("n").toString());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a': F32[1] 0 4, 'b': F32[1] 0 4}|b: its data begins at byte 0, must begin at 4",
        "{'a': F32[1] 0 4, 'b': F32[1] 2 6}|b: its data begins at byte 2, must begin at 4",
        "{'a': F32[1] 0 4, 'b': F32[1] 8 12}|b: its data begins at byte 8, must begin at 4",
        "{'a': F32[1] 0 4}|the tensors take 4 bytes, the file holds 12",
        "{'a': F32[2] 0 4}|a: got 4 bytes, float32 [2] must have others",
        "{'a': F32[4611686018427387904,4] 0 4}|overflows",
        "{'a': F32[1] -4 0}|a: data_offsets: got [-4, 0], must be two",
        "{'a': F32[1] 4 0}|a: data_offsets: got [4, 0], must be two",
        "{'a': F32[1] 0 99999999999999999999}|out of range",
        "{'a': C64[1] 0 12}|a (a safetensors.C64), none of them weights",
        "{'a': F32[1] 0 4, 'a': F32[1] 4 8}|Duplicate field 'a'",
        "{'a': {'dtype'}}|no valid JSON",
        "{'a': 3}|safetensors header: a: got 3, must be an object",
        "[1,2]|safetensors header: got an array, must be an object",
        "'a'|safetensors header: got a text, must be an object",
        "null|safetensors header: got null, must be an object",
        "{'a': {'dtype': 3}}|a: dtype: got 3, must be a text",
        "{'a': {'dtype': 'F32'}}|a: got no shape, must have dtype, shape and data_offsets",
        "{}|no state dict in it: got a dictionary of 0 entries"
      })
  void malformedHeaders(String sketch, String problem) {
    String header =
        sketch
            .replaceAll(
                "([A-Z]+[0-9]+)(\\[[0-9,]*\\]) (-?[0-9]+) ([0-9]+)",
                "{\"dtype\":\"$1\",\"shape\":$2,\"data_offsets\":[$3,$4]}")
            .replace('\'', '"');
    int bytes = sketch.equals("{}") ? 0 : 12;
    Path file =
        CheckpointFiles.safetensors(folder.resolve("t.safetensors"), header, new byte[bytes]);
    ImportException e = assertThrows(ImportException.class, () -> Checkpoint.open(file).close());
    assertTrue(e.getMessage().contains(problem), e.getMessage());
  }
}
