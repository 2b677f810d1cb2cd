package org.purify4j.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.purify4j.it.VersionBefore.assertBits;
import static org.purify4j.it.VersionBefore.assertComputed;
import static org.purify4j.it.VersionBefore.floats;
import static org.purify4j.it.VersionBefore.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.purify4j.diffusion.chain.Purifier;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.dl4j.PurifiedNetwork;
import org.purify4j.importers.ClassifierArchive;
import org.purify4j.sweep.Continuation;
import org.purify4j.sweep.SweepReport;
import org.purify4j.victim.Dl4jVictim;

/** What the version before saved is read, and gives what it gave there. */
@Tag("every-engine")
class SavedByTheVersionBeforeTest {
  private static final Path DIFFUSION = VersionBefore.file("archives/diffusers.zip");
  private static final ObjectMapper JSON = new ObjectMapper();

  static List<String> archives() {
    return VersionBefore.names("archives", ".zip");
  }

  static List<String> classifiers() {
    return VersionBefore.names("classifiers", ".zip");
  }

  static List<String> settings() {
    return VersionBefore.names("settings", ".json");
  }

  /** Of every family, in float32 and in half precision. */
  @ParameterizedTest
  @MethodSource("archives")
  void diffusionArchives(String name, @TempDir Path folder) {
    PurifierConfig config =
        PurifierConfig.fromJson(VersionBefore.text("settings/ddpm.json")).withSeed(5);
    Path again = folder.resolve("again.zip");
    try (DiffusionModel model =
            DiffusionModel.load(VersionBefore.file("archives/" + name + ".zip"));
        Purifier purifier = Purifier.of(model, config)) {
      assertBits("archives/" + name, model.weights());
      assertComputed("archives/" + name + ".purified", floats(purifier.purify(images(2, 8))));
      model.save(again);
      try (DiffusionModel read = DiffusionModel.load(again)) {
        assertEquals(model.description(), read.description());
        assertBits("archives/" + name, read.weights());
      }
    }
  }

  /** They hold all layers that imported classifiers have of this project. */
  @ParameterizedTest
  @MethodSource("classifiers")
  void importedClassifiers(String name) throws IOException {
    File file = VersionBefore.file("classifiers/" + name + ".zip").toFile();
    ComputationGraph network = ModelSerializer.restoreComputationGraph(file, false);
    assertBits("classifiers/" + name + ".parameters", floats(network.params()));
    assertComputed(
        "classifiers/" + name + ".probabilities", floats(network.outputSingle(images(3, 16))));
    assertTrue(ClassifierArchive.provenance(file.toPath()).isPresent());
  }

  @ParameterizedTest
  @MethodSource("settings")
  void settingsMeanWhatTheyMeant(String name) throws IOException {
    String json = VersionBefore.text("settings/" + name + ".json");
    PurifierConfig config = PurifierConfig.fromJson(json);
    assertEquals(JSON.readTree(json), JSON.readTree(config.toJson()));
    if (name.startsWith("preset-")) {
      return; // a hundred steps and more
    }
    File classifier = VersionBefore.file("classifiers/akamaster-resnet.zip").toFile();
    try (DiffusionModel model = DiffusionModel.load(DIFFUSION);
        Dl4jVictim guide =
            Dl4jVictim.of(ModelSerializer.restoreComputationGraph(classifier, false));
        Purifier purifier = Purifier.of(model, config, guide)) {
      assertComputed("settings/" + name + ".purified", floats(purifier.purify(images(2, 12))));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"unguided", "guided"})
  void defendedGraphs(String which) throws IOException {
    String name = "networks/graph-" + which;
    ComputationGraph network =
        ModelSerializer.restoreComputationGraph(VersionBefore.file(name + ".zip").toFile(), false);
    PurifiedNetwork.relocate(network, DIFFUSION);
    assertComputed(name + ".probabilities", floats(network.outputSingle(images(3, 16))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"unguided", "guided"})
  void defendedLayers(String which) throws IOException {
    String name = "networks/layers-" + which;
    MultiLayerNetwork network =
        ModelSerializer.restoreMultiLayerNetwork(VersionBefore.file(name + ".zip").toFile(), false);
    PurifiedNetwork.bind(PurifiedNetwork.relocate(network, DIFFUSION));
    assertComputed(name + ".probabilities", floats(network.output(images(3, 8))));
  }

  /** One call, and it can be cloned. */
  @ParameterizedTest
  @ValueSource(strings = {"unguided", "guided"})
  void defendedLayersAsAGraph(String which) throws IOException {
    String name = "networks/layers-" + which;
    MultiLayerNetwork network =
        ModelSerializer.restoreMultiLayerNetwork(VersionBefore.file(name + ".zip").toFile(), false);
    ComputationGraph graph =
        PurifiedNetwork.toGraph(PurifiedNetwork.relocate(network, DIFFUSION)).clone();
    assertComputed(name + ".probabilities", floats(graph.outputSingle(images(3, 8))));
  }

  /** So that a sweep can go on from it. */
  @Test
  void theTableOfASweep(@TempDir Path folder) throws IOException {
    Path file = VersionBefore.file("sweep/sweep.json");
    SweepReport report = SweepReport.readJson(file);
    Path again = folder.resolve("again.json");
    report.writeJson(again);
    ObjectNode now = (ObjectNode) JSON.readTree(again.toFile());
    assertEquals(JSON.createArrayNode(), now.remove("assumptions"));
    for (JsonNode row : now.get("rows")) {
      assertEquals(JSON.createArrayNode(), ((ObjectNode) row).remove("zeroGradients"));
    }
    now.put("formatVersion", 1);
    assertTrue(JSON.readTree(file.toFile()).equals(now));
    assertEquals(Optional.empty(), Continuation.difference(report, SweepReport.readJson(again)));
  }
}
