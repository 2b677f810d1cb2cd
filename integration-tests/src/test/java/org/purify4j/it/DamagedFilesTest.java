package org.purify4j.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.diffusion.engine.ExecutableNetwork;
import org.purify4j.diffusion.fault.UserFault;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.network.Conditioning;
import org.purify4j.diffusion.train.TrainingCheckpoint;
import org.purify4j.diffusion.train.TrainingState;
import org.purify4j.saved.SavedNetwork;
import org.purify4j.sweep.SweepReport;

/**
 * Files of this program and of DL4J that something has happened to: each is refused in one line
 * that names it, or holds what it held before.
 */
class DamagedFilesTest {
  private static final int FLIPS = 200;
  private static final int FLIPS_OF_EACH = 60;

  @TempDir Path folder;

  /** Reads a file, and gives something that is equal for equal contents. */
  private interface Reader {
    Object read(Path file) throws IOException;
  }

  /** A kind of archive. */
  private record Archive(String name, Path whole, Reader reader) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Archive> archives(@TempDir Path made) {
    Path written = made.resolve("diffusion.zip");
    try (DiffusionModel model = DiffusionModel.load(VersionBefore.file("archives/diffusers.zip"))) {
      model.save(written);
    }
    return Stream.of(
        new Archive("diffusion", written, DamagedFilesTest::model),
        new Archive(
            "diffusion of format 1 or 2",
            VersionBefore.file("archives/lucidrains.zip"),
            DamagedFilesTest::model),
        new Archive(
            "training checkpoint",
            VersionBefore.file("training/checkpoint.zip"),
            DamagedFilesTest::checkpoint),
        new Archive(
            "graph", VersionBefore.file("networks/graph-guided.zip"), DamagedFilesTest::network),
        new Archive(
            "layers", VersionBefore.file("networks/layers-guided.zip"), DamagedFilesTest::network),
        new Archive(
            "imported classifier",
            VersionBefore.file("classifiers/kuangliu-shufflenetv2.zip"),
            DamagedFilesTest::network));
  }

  @ParameterizedTest
  @MethodSource("archives")
  void byChance(Archive archive) throws IOException {
    byte[] whole = Files.readAllBytes(archive.whole());
    Object content = archive.reader().read(archive.whole());
    int refused = 0;
    for (Damage damage : Damage.byChance(whole, FLIPS_OF_EACH, 1)) {
      Path file = Files.write(folder.resolve("damaged.zip"), damage.bytes());
      try {
        assertEquals(content, archive.reader().read(file), damage.name());
      } catch (UserFault e) {
        assertOneLine(file, e, damage);
        refused++;
      }
    }
    assertTrue(refused > FLIPS_OF_EACH / 2, refused + " refused");
  }

  @ParameterizedTest
  @MethodSource("archives")
  void onPurpose(Archive archive) throws IOException {
    byte[] whole = Files.readAllBytes(archive.whole());
    for (Damage damage : Damage.onPurpose(whole)) {
      if (isHarmless(damage)) {
        continue;
      }
      Path file = Files.write(folder.resolve("damaged.zip"), damage.bytes());
      UserFault e = assertThrows(UserFault.class, () -> archive.reader().read(file), damage.name());
      assertOneLine(file, e, damage);
    }
  }

  /** What a file may lack, and what is not looked into. */
  private static boolean isHarmless(Damage damage) {
    return damage.name().endsWith("provenance.json") && !damage.name().startsWith("twice");
  }

  /** Show of issue 12: weights, description and outputs of a diffusion archive. */
  @Test
  void aFlippedBitIsRefusedOrChangesNoOutput() throws IOException {
    Path whole = folder.resolve("whole.zip");
    try (DiffusionModel model = DiffusionModel.load(VersionBefore.file("archives/diffusers.zip"))) {
      model.save(whole);
    }
    List<Object> content = withOutputs(whole);
    SplittableRandom random = new SplittableRandom(2);
    for (Damage damage : Damage.flips(Files.readAllBytes(whole), FLIPS, random)) {
      Path file = Files.write(folder.resolve("flipped.zip"), damage.bytes());
      try {
        assertEquals(content, withOutputs(file), damage.name());
      } catch (UserFault e) {
        assertOneLine(file, e, damage);
      }
    }
  }

  @Test
  void sweeps() throws IOException {
    byte[] whole = Files.readAllBytes(VersionBefore.file("sweep/sweep.json"));
    List<Damage> all = new ArrayList<>(Damage.byChance(whole, FLIPS_OF_EACH, 3));
    String text = new String(whole, StandardCharsets.UTF_8);
    for (String version : List.of("\"1\"", "1.9", "4294967297", "null", "true")) {
      all.add(changed("format version " + version, text, "\"formatVersion\" : 1", version));
    }
    all.add(new Damage("deep", "[".repeat(1_000_000).getBytes(StandardCharsets.UTF_8)));
    for (Damage damage : all) {
      Path file = Files.write(folder.resolve("sweep.json"), damage.bytes());
      try {
        SweepReport.readJson(file);
      } catch (IOException e) {
        assertOneLine(file, e, damage);
      }
    }
  }

  private static Damage changed(String name, String text, String field, String value) {
    String replaced = text.replace(field, field.substring(0, field.length() - 1) + value);
    assertTrue(!replaced.equals(text), field);
    return new Damage(name, replaced.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertOneLine(Path file, Exception e, Damage damage) {
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith(file + ": "), damage.name() + " -> " + message);
    assertEquals(1, message.lines().count(), damage.name() + " -> " + message);
    assertTrue(!message.contains(": null") && !message.contains("Exception"), message);
  }

  private static Object model(Path file) {
    try (DiffusionModel model = DiffusionModel.load(file)) {
      return List.of(model.description(), VersionBefore.digest(model.weights()));
    }
  }

  private static List<Object> withOutputs(Path file) {
    try (DiffusionModel model = DiffusionModel.load(file)) {
      int size = model.description().imageSize();
      try (ExecutableNetwork network = model.noiseNetwork(2, size, size)) {
        INDArray images = VersionBefore.images(2, size);
        double time = model.networkTime(model.schedule().timesteps() / 2);
        INDArray noise =
            network.forward(images, new Conditioning(new double[] {time, time}, new int[0]));
        return List.of(
            model.description(),
            VersionBefore.digest(model.weights()),
            VersionBefore.digest(Map.of("noise", noise)));
      }
    }
  }

  private static Object checkpoint(Path file) {
    TrainingCheckpoint read = TrainingCheckpoint.read(file);
    TrainingState state = read.state();
    return List.of(
        read.description(),
        read.config(),
        read.images(),
        state.step(),
        VersionBefore.digest(state.weights().toArrays()),
        VersionBefore.digest(state.average().toArrays()),
        VersionBefore.digest(state.firstMoment().toArrays()),
        VersionBefore.digest(state.secondMoment().toArrays()));
  }

  private static Object network(Path file) {
    SavedNetwork saved = SavedNetwork.read(file);
    String configuration =
        saved.network() instanceof ComputationGraph graph
            ? graph.getConfiguration().toJson()
            : saved.layers().getLayerWiseConfigurations().toJson();
    return List.of(
        configuration, VersionBefore.digest(Map.of("parameters", saved.network().params())));
  }
}
