package org.purify4j.importers.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes changed at random: a file is either read or refused in one line, nothing else happens. */
class MutatedFilesTest {
  private static final int MUTATIONS = 200;

  @TempDir Path folder;

  @Test
  void zips() throws IOException {
    byte[] pickle =
        new PickleWriter()
            .protocol()
            .op('}', '(')
            .text("a")
            .tensor("FloatStorage", "0", 6, 0, new long[] {2, 3}, new long[] {3, 1})
            .text("b")
            .tensor("HalfStorage", "1", 4, 1, new long[] {3}, new long[] {1})
            .op('u')
            .stop();
    Path file =
        CheckpointFiles.zip(
            folder.resolve("whole.pt"), pickle, Map.of("0", new byte[24], "1", new byte[8]));
    mutate(Files.readAllBytes(file));
    // and the pickle by itself, past the checksums of deflate
    Random random = new Random(2);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] changed = pickle.clone();
      changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      check(
          Files.readAllBytes(
              CheckpointFiles.zip(
                  folder.resolve("changed.pt"),
                  changed,
                  Map.of("0", new byte[24], "1", new byte[8]))));
    }
  }

  @Test
  void safetensors() throws IOException {
    String header =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"I8\",\"shape\":[],\"data_offsets\":[8,9]}}";
    mutate(
        Files.readAllBytes(CheckpointFiles.safetensors(folder.resolve("w"), header, new byte[9])));
  }

  private void mutate(byte[] whole) {
    Random random = new Random(1);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] changed = whole.clone();
      for (int k = 0; k <= random.nextInt(3); k++) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      check(i % 8 == 0 ? Arrays.copyOf(changed, random.nextInt(changed.length)) : changed);
    }
  }

  private void check(byte[] bytes) {
    Path file = CheckpointFiles.write(folder.resolve("mutated"), bytes);
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      for (String name : checkpoint.names()) {
        if (checkpoint.info(name).type().isFloating() && checkpoint.info(name).elements() > 0) {
          assertEquals(checkpoint.info(name).elements(), checkpoint.floats(name).length);
        }
      }
    } catch (ImportException e) {
      assertTrue(e.getMessage().contains("mutated: "), e.getMessage());
      assertEquals(1, e.getMessage().lines().count());
    }
  }
}
