package org.purify4j.importers.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.purify4j.importers.Goldens;

/** Checkpoints of more than one file. */
class FoldersAndShardsTest {
  private static final String INDEX =
      "{\"metadata\":{\"total_size\":16},\"weight_map\":{\"b\":\"%1$s-2.%2$s\",\"a\":\"%1$s-1.%2$s\"}}";

  @TempDir Path folder;

  @Test
  void safetensorsInShards() throws Exception {
    Path index = folder.resolve("diffusion_pytorch_model.safetensors.index.json");
    Files.writeString(index, INDEX.formatted("m", "safetensors"));
    Path one = safetensors("m-1.safetensors", "a", 1, 2);
    Path two = safetensors("m-2.safetensors", "b", 3, 4);
    try (Checkpoint byIndex = Checkpoint.open(index);
        Checkpoint byFolder = Checkpoint.open(folder)) {
      assertEquals(List.of("b", "a"), List.copyOf(byIndex.names()));
      assertEquals(byIndex.names(), byFolder.names());
      assertEquals(Container.SHARDS, byIndex.container());
      assertEquals(index, byFolder.file());
      assertArrayEquals(new float[] {1, 2}, byIndex.floats("a"));
      assertArrayEquals(new float[] {3, 4}, byFolder.floats("b"));
      // sha256sum m-1.safetensors m-2.safetensors | sha256sum
      String lines = sha256(Files.readAllBytes(one)) + "  m-1.safetensors\n";
      lines += sha256(Files.readAllBytes(two)) + "  m-2.safetensors\n";
      assertEquals(sha256(lines.getBytes(StandardCharsets.UTF_8)), byIndex.sha256());
    }
  }

  @Test
  void binariesInShardsWithStoragesOfTheSameName() throws IOException {
    Path index = folder.resolve("pytorch_model.bin.index.json");
    Files.writeString(index, INDEX.formatted("p", "bin"));
    bin(folder.resolve("p-1.bin"), "a", 5);
    bin(folder.resolve("p-2.bin"), "b", 6);
    try (Checkpoint checkpoint = Checkpoint.open(index)) {
      assertArrayEquals(new float[] {5}, checkpoint.floats("a"));
      assertArrayEquals(new float[] {6}, checkpoint.floats("b"));
    }
  }

  @Test
  void aPipelineWithAnAverage() throws IOException {
    Files.createDirectories(folder.resolve("unet"));
    Files.createDirectories(folder.resolve("unet_ema"));
    bin(folder.resolve("unet/diffusion_pytorch_model.bin"), "w", 1);
    bin(folder.resolve("unet_ema/diffusion_pytorch_model.bin"), "w", 2);
    try (Checkpoint average = Checkpoint.open(folder);
        Checkpoint raw = Checkpoint.open(folder, Averages.IGNORED)) {
      assertArrayEquals(new float[] {2}, average.floats("w"));
      assertArrayEquals(new float[] {1}, raw.floats("w"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PREFERRED, '', .fp16 .non_ema",
    "PREFERRED, .fp16, .non_ema",
    "PREFERRED, .non_ema, none",
    "IGNORED, .non_ema, .fp16 ''",
    "IGNORED, '', .fp16"
  })
  void variantsOfWeights(Averages wanted, String taken, String others) throws IOException {
    String name = "diffusion_pytorch_model%s.bin";
    bin(folder.resolve(name.formatted(taken)), "w", 7);
    for (String other : others.split(" ")) {
      bin(folder.resolve(name.formatted(other.replace("''", ""))), "w", 8);
    }
    try (Checkpoint checkpoint = Checkpoint.open(folder, wanted)) {
      assertArrayEquals(new float[] {7}, checkpoint.floats("w"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "diffusion_pytorch_model.safetensors.index.fp16.json",
        "diffusion_pytorch_model.fp16.safetensors.index.json"
      })
  void anIndexOfShardsOfAVariant(String name) throws IOException {
    Files.writeString(folder.resolve(name), INDEX.formatted("m", "safetensors"));
    safetensors("m-1.safetensors", "a", 1, 2);
    safetensors("m-2.safetensors", "b", 3, 4);
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      assertEquals(Container.SHARDS, checkpoint.container());
      assertArrayEquals(new float[] {3, 4}, checkpoint.floats("b"));
    }
  }

  @Test
  void linksOfTheHubsCache() throws IOException {
    Path snapshot = Files.createDirectories(folder.resolve("models--x/snapshots/1234"));
    Path blobs = Files.createDirectories(folder.resolve("models--x/blobs"));
    bin(blobs.resolve("abcd"), "w", 7);
    Files.createSymbolicLink(snapshot.resolve("pytorch_model.bin"), Path.of("../../blobs/abcd"));
    try (Checkpoint checkpoint = Checkpoint.open(snapshot)) {
      assertArrayEquals(new float[] {7}, checkpoint.floats("w"));
    }
  }

  @Test
  void aFolderOfDiffusers() {
    Path pipeline = Goldens.file("diffusers-v-prediction");
    Path shards = Goldens.file("diffusers-shards");
    try (Checkpoint one = Checkpoint.open(pipeline);
        Checkpoint many = Checkpoint.open(shards)) {
      assertEquals(pipeline.resolve("unet/diffusion_pytorch_model.bin"), one.file());
      assertEquals(Container.TORCH_ZIP, one.container());
      Path index = shards.resolve("diffusion_pytorch_model.safetensors.index.json");
      assertEquals(index, many.file());
      assertEquals(Container.SHARDS, many.container());
    }
  }

  private Path safetensors(String name, String tensor, float... values) {
    String header =
        "{\"%s\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}".formatted(tensor);
    return CheckpointFiles.safetensors(
        folder.resolve(name), header, CheckpointFiles.floats(values));
  }

  private static void bin(Path file, String tensor, float value) {
    byte[] pickle = new PickleWriter().protocol().op('}').view(tensor, 0, 1).op('s').stop();
    byte[] storage = CheckpointFiles.floats(value, 0, 0, 0, 0, 0, 0, 0);
    CheckpointFiles.zip(file, pickle, Map.of("0", storage));
  }

  private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
