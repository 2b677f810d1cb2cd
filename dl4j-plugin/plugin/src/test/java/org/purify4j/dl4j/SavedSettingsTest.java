package org.purify4j.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.purify4j.diffusion.archive.ArchiveException;
import org.purify4j.diffusion.catalogue.Catalogue;
import org.purify4j.diffusion.catalogue.Kind;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.guidance.EnergyTerm;
import org.purify4j.diffusion.guidance.EnergyTerms;
import org.purify4j.diffusion.guidance.EvaluateAt;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.guidance.GuidanceScale;
import org.purify4j.diffusion.guidance.GuidanceScales;
import org.purify4j.diffusion.guidance.OutputLoss;
import org.purify4j.diffusion.guidance.OutputReference;
import org.purify4j.diffusion.guidance.OutputReferences;
import org.purify4j.diffusion.guidance.VictimOutput;
import org.purify4j.diffusion.sampler.Sampler;
import org.purify4j.diffusion.sampler.Samplers;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.NoiseLevels;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.diffusion.schedule.Respacings;
import org.purify4j.saved.SavedNetwork;
import org.purify4j.victim.InputEncoding;

/** Settings of every kind within the JSON that DL4J writes of a network. */
class SavedSettingsTest {
  private static final String DIGEST = "0123456789abcdef".repeat(4);
  private static final PurifierConfig PLAIN = PurifierConfig.of(new NoiseLevel.PixelSigma(0.1));
  @TempDir Path dir;

  /** One configuration for each member of each list. */
  static List<PurifierConfig> configs() {
    return Stream.of(
            each(Samplers.ALL, text -> PLAIN.withSampler(Sampler.parse(text))),
            each(NoiseLevels.ALL, text -> PLAIN.withRounds(NoiseLevel.parse(text))),
            each(Respacings.ALL, text -> PLAIN.withRespacing(Respacing.parse(text))),
            each(EnergyTerms.ALL, text -> PLAIN.withGuidance(Guidance.of(EnergyTerm.parse(text)))),
            each(OutputReferences.ALL, SavedSettingsTest::withReference),
            each(GuidanceScales.ALL, SavedSettingsTest::withScale))
        .flatMap(s -> s)
        .toList();
  }

  private static Stream<PurifierConfig> each(
      Catalogue<?> list, Function<String, PurifierConfig> config) {
    return list.kinds().stream().map(Kind::example).map(config);
  }

  private static PurifierConfig withReference(String text) {
    OutputReference reference = OutputReference.parse(text);
    return PLAIN.withGuidance(
        Guidance.of(new VictimOutput(1, OutputLoss.KL, reference, EvaluateAt.NOISY)));
  }

  private static PurifierConfig withScale(String text) {
    return PLAIN.withGuidance(Guidance.parse("mse:1").withScale(GuidanceScale.parse(text)));
  }

  private static PurifierReference reference(PurifierConfig config) {
    return new PurifierReference("/models/diffusion.zip", DIGEST, config.toJson());
  }

  /** Earlier versions took any factor of the guidance. */
  @Test
  void settingsBeyondTheBoundsAreNamedWithTheFileAndWhatToDo() throws IOException {
    String json =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("in")
            .addVertex(
                "purify",
                new PurificationVertex(reference(withScale("scale2")), InputEncoding.PLAIN),
                "in")
            .setOutputs("purify")
            .build()
            .toJson();
    String old = json.replace("\\\"scale\\\" : 2.0", "\\\"scale\\\" : -2.0");
    assertNotEquals(json, old);
    Path file = dir.resolve("network.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry(ModelSerializer.CONFIGURATION_JSON));
      zip.write(old.getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry(ModelSerializer.COEFFICIENTS_BIN));
      zip.putNextEntry(new ZipEntry(ModelSerializer.NO_PARAMS_MARKER));
    }
    String message =
        assertThrows(ArchiveException.class, () -> SavedNetwork.read(file)).getMessage();
    assertEquals(
        file
            + ": configuration.json: purifier configuration: scale: got -2, must be at least 0 and"
            + " at most 1.0E8 (published methods stay below 1e5, and more leaves no picture);"
            + " a network saved with such settings has to be made anew, by PurifiedNetwork.wrap of"
            + " its classifier",
        message);
  }

  @ParameterizedTest
  @MethodSource("configs")
  void layersKeepThem(PurifierConfig config) {
    MultiLayerConfiguration network =
        new NeuralNetConfiguration.Builder()
            .list(PurificationLayer.read(reference(config), InputEncoding.PLAIN, null, null))
            .build();
    MultiLayerConfiguration read = MultiLayerConfiguration.fromJson(network.toJson());
    PurificationLayer layer = (PurificationLayer) read.getConf(0).getLayer();
    assertEquals(config, layer.purifier().config());
  }

  @ParameterizedTest
  @MethodSource("configs")
  void verticesKeepThem(PurifierConfig config) {
    ComputationGraphConfiguration graph =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("in")
            .addVertex(
                "purify", new PurificationVertex(reference(config), InputEncoding.PLAIN), "in")
            .setOutputs("purify")
            .build();
    ComputationGraphConfiguration read = ComputationGraphConfiguration.fromJson(graph.toJson());
    PurificationVertex vertex = (PurificationVertex) read.getVertices().get("purify");
    assertEquals(config, vertex.purifier().config());
  }
}
