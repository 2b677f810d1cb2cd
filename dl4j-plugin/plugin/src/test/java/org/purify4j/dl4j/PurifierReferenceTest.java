package org.purify4j.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.purify4j.diffusion.archive.ArchiveException;
import org.purify4j.diffusion.archive.Sha256;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.noise.NoiseSeed;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.victim.Networks;
import org.purify4j.victim.TestImages;

/** Where a saved network's archive is looked for, and what is never read or shown. */
class PurifierReferenceTest {
  private static final PurifierConfig CONFIG =
      PurifierConfig.of(new NoiseLevel.PixelSigma(0.1))
          .withRespacing(new Respacing.Evenly(2))
          .withSeed(3);

  @TempDir Path folder;
  private Path archive;
  private PurifierReference reference;

  @BeforeEach
  void writeArchive() {
    archive = TinyArchive.write(folder.resolve("tiny.zip"), 1);
    reference = PurifierReference.of(archive, CONFIG);
  }

  @AfterEach
  void forgetFolders() {
    System.clearProperty("purify4j.archives");
  }

  private static INDArray images() {
    return TestImages.uniform(8, DataType.FLOAT, 1, 3, Networks.SIDE, Networks.SIDE);
  }

  @Test
  void aMissingArchiveIsNamedAtFirstUseAndFoundWhereItIs() throws IOException {
    Path file = folder.resolve("network.zip");
    ComputationGraph wrapped = PurifiedNetwork.wrap(Networks.graph(DataType.FLOAT), reference);
    INDArray expected = wrapped.outputSingle(images());
    ModelSerializer.writeModel(wrapped, file.toFile(), false);
    Path other = Files.createDirectories(folder.resolve("other"));
    Path moved = Files.move(archive, other.resolve("tiny.zip"));

    ComputationGraph restored = ModelSerializer.restoreComputationGraph(file.toFile());
    ArchiveException missing =
        assertThrows(ArchiveException.class, () -> restored.outputSingle(images()));
    assertEquals(
        "diffusion archive: got none with SHA-256 "
            + reference.sha256()
            + " ("
            + archive
            + ": does not exist), must be the file that this network was made with (put it there;"
            + " or beside the network, for ./purify, PurifiedNetwork.restoreGraph and"
            + " restoreLayers; or start Java with -Dpurify4j.archives=FOLDER; or call"
            + " PurifiedNetwork.relocate)",
        missing.getMessage());

    System.setProperty("purify4j.archives", folder + java.io.File.pathSeparator + other);
    assertEquals(expected, restored.outputSingle(images()));
    System.clearProperty("purify4j.archives");

    ComputationGraph again = ModelSerializer.restoreComputationGraph(file.toFile());
    PurifiedNetwork.relocate(again, moved);
    assertEquals(expected, again.outputSingle(images()));
  }

  /** Beside the network before the saved path: there may be anything by now. */
  @Test
  void theArchiveBesideTheNetworkIsTakenFirst() throws IOException {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Path file = elsewhere.resolve("graph.zip");
    ModelSerializer.writeModel(
        PurifiedNetwork.wrap(Networks.graph(DataType.FLOAT), reference), file.toFile(), false);
    Path ofLayers = elsewhere.resolve("layers.zip");
    ModelSerializer.writeModel(
        PurifiedNetwork.wrap(Networks.layers(DataType.FLOAT), reference), ofLayers.toFile(), false);
    Files.copy(archive, elsewhere.resolve("tiny.zip"));
    TinyArchive.write(archive, 2);
    ComputationGraph graph = PurifiedNetwork.restoreGraph(file);
    graph.outputSingle(images());
    assertTrue(graph.getConfiguration().toJson().contains("elsewhere"));
    MultiLayerNetwork layers = PurifiedNetwork.restoreLayers(ofLayers);
    layers.output(images());

    Files.delete(elsewhere.resolve("tiny.zip"));
    ArchiveException e =
        assertThrows(
            ArchiveException.class,
            () -> PurifiedNetwork.restoreGraph(file).outputSingle(images()));
    assertTrue(String.valueOf(e.getMessage()).contains("is another diffusion model"));
    assertFalse(String.valueOf(e.getMessage()).contains(Sha256.of(archive)));
  }

  /** A saved network may name any path. */
  @Test
  void whatIsNoArchiveIsNeitherReadToItsEndNorShown() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret.txt"), "root:x:0:0:".repeat(20));
    for (String path :
        List.of(
            secret.toString(),
            folder.toString(),
            "/proc/kmsg",
            "/dev/zero",
            "/dev/stdin",
            "C:\\models\\missing.zip",
            "relative.zip",
            folder + "/a\u001b[31mb\u202e.zip")) {
      PurifierReference named =
          new PurifierReference(path, reference.sha256(), reference.settings());
      assertTimeoutPreemptively(
          Duration.ofSeconds(20),
          () -> {
            ArchiveException e = assertThrows(ArchiveException.class, named::load, path);
            String message = String.valueOf(e.getMessage());
            assertEquals(1, message.lines().count());
            assertFalse(message.contains(Sha256.of(secret)), message);
            assertTrue(message.chars().noneMatch(c -> c == 0x1b || c == 0x202e), message);
          });
    }
  }

  @Test
  void settingsAreBounded() {
    String huge = reference.settings().replace("\"batchSize\" : 8", "\"batchSize\" : 2147483647");
    assertTrue(!huge.equals(reference.settings()));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new PurifierReference("/a.zip", reference.sha256(), huge));
    assertTrue(
        e.getMessage().contains("batchSize: got 2147483647, must be at least 1 and at most"));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new PurifierReference(
                "/a.zip", reference.sha256(), reference.settings() + " ".repeat(1 << 16)));
    assertThrows(
        IllegalArgumentException.class,
        () -> new PurifierReference("/a.zip", reference.sha256(), reference.settings(), 3));
  }

  @Test
  void aSavedNetworkOfHugeSettingsIsRefusedInOneLine() throws IOException {
    Path file = folder.resolve("huge.zip");
    ModelSerializer.writeModel(
        PurifiedNetwork.wrap(Networks.graph(DataType.FLOAT), reference), file.toFile(), false);
    try (FileSystem zip = FileSystems.newFileSystem(file)) {
      Path configuration = zip.getPath("configuration.json");
      String huge =
          Files.readString(configuration)
              .replace("\\\"batchSize\\\" : 8", "\\\"batchSize\\\" : 2147483647");
      Files.writeString(configuration, huge);
    }
    ArchiveException e =
        assertThrows(ArchiveException.class, () -> PurifiedNetwork.restoreGraph(file));
    assertEquals(
        file
            + ": configuration.json: purifier configuration: batchSize: got 2147483647, must be at"
            + " least 1 and at most 1024; a network saved with such settings has to be made anew,"
            + " by PurifiedNetwork.wrap of its classifier",
        e.getMessage());
  }

  /** As it was saved before a seed could be secret. */
  @Test
  void theOldDefaultSeedIsReadAsSecretAndOthersStay() throws IOException {
    ObjectMapper json = new ObjectMapper();
    for (long seed : new long[] {0, 5}) {
      String settings = CONFIG.withSeed(seed).toJson();
      String old =
          json.writeValueAsString(
              new java.util.TreeMap<>(
                  java.util.Map.of(
                      "archive", "/a.zip", "sha256", reference.sha256(), "settings", settings)));
      PurifierReference read = json.readValue(old, PurifierReference.class);
      NoiseSeed expected = seed == 0 ? NoiseSeed.secret() : NoiseSeed.fixed(5);
      assertEquals(expected, read.config().seed());
      PurifierReference again =
          json.readValue(json.writeValueAsString(read), PurifierReference.class);
      assertEquals(read, again);
    }
    PurifierReference fixed =
        new PurifierReference("/a.zip", reference.sha256(), CONFIG.withSeed(0).toJson());
    PurifierReference read =
        json.readValue(json.writeValueAsString(fixed), PurifierReference.class);
    assertEquals(NoiseSeed.fixed(0), read.config().seed());
  }
}
