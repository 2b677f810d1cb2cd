package org.purify4j.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.AsyncDataSetIterator;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.ViewIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.purify4j.diffusion.chain.Purifier;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.classifier.Classifier;
import org.purify4j.diffusion.guidance.EvaluateAt;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.guidance.OutputLoss;
import org.purify4j.diffusion.guidance.OutputReference;
import org.purify4j.diffusion.guidance.VictimOutput;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.victim.Dl4jVictim;
import org.purify4j.victim.Networks;
import org.purify4j.victim.TestImages;

class PurifiedNetworkTest {
  @TempDir static Path folder;
  private static Path archive;

  /** With and without a victim in the guidance; the untrained one has small gradients. */
  enum Settings {
    UNGUIDED(Guidance.none()),
    GUIDED(
        Guidance.of(
            new VictimOutput(
                500_000, OutputLoss.KL, new OutputReference.Input(), EvaluateAt.NOISY)));

    private final PurifierConfig config;

    Settings(Guidance guidance) {
      config =
          PurifierConfig.of(new NoiseLevel.PixelSigma(0.1))
              .withRespacing(new Respacing.Evenly(2))
              .withSeed(3)
              .withBatchSize(4)
              .withGuidance(guidance);
    }

    PurifierReference reference() {
      return PurifierReference.of(archive, config);
    }
  }

  @BeforeAll
  static void writeArchive() {
    archive = TinyArchive.write(folder.resolve("tiny.zip"), 1);
  }

  @ParameterizedTest
  @EnumSource(Settings.class)
  void graphIsPurifierThenVictim(Settings settings) {
    ComputationGraph victim = Networks.graph(DataType.FLOAT);
    ComputationGraph wrapped = PurifiedNetwork.wrap(victim, settings.reference());
    assertEquals(victim.numParams(), wrapped.numParams());
    assertNotSame(victim.params(), wrapped.params());
    INDArray images = images(7);
    INDArray expected = oneAfterTheOther(settings, Dl4jVictim.of(victim), images);
    assertNear(expected, wrapped.outputSingle(images), 1e-6);
    assertEquals(images(7), images, "the argument was changed");
    assertFar(victim.outputSingle(images), expected);
  }

  @Test
  void layersArePurifierThenVictim() {
    MultiLayerNetwork victim = Networks.layers(DataType.FLOAT);
    MultiLayerNetwork wrapped = PurifiedNetwork.wrap(victim, Settings.UNGUIDED.reference());
    assertEquals(victim.numParams(), wrapped.numParams());
    INDArray images = images(7);
    INDArray expected = oneAfterTheOther(Settings.UNGUIDED, Dl4jVictim.of(victim), images);
    assertNear(expected, wrapped.output(images), 1e-6);
    assertFar(victim.output(images), expected);
  }

  @ParameterizedTest
  @EnumSource(Settings.class)
  void layersAsAGraphArePurifierThenVictim(Settings settings) {
    MultiLayerNetwork victim = Networks.layers(DataType.FLOAT);
    ComputationGraph wrapped = PurifiedNetwork.wrapAsGraph(victim, settings.reference());
    INDArray images = images(7);
    INDArray expected = oneAfterTheOther(settings, Dl4jVictim.of(victim), images);
    assertNear(expected, wrapped.outputSingle(images), 1e-6);
    if (settings == Settings.UNGUIDED) {
      assertEquals(
          PurifiedNetwork.wrap(victim, settings.reference()).output(images),
          wrapped.outputSingle(images));
    }
  }

  @ParameterizedTest
  @EnumSource(Settings.class)
  void gradientThroughAPurifiedGraphTakesThePurifierForTheIdentity(Settings settings) {
    ComputationGraph wrapped =
        PurifiedNetwork.wrap(Networks.graph(DataType.FLOAT), settings.reference());
    wrapped.outputSingle(images(4));
    GraphVertex vertex = wrapped.getVertex("purification");
    INDArray gradient = TestImages.uniform(2, DataType.FLOAT, images(4).shape());
    vertex.setEpsilon(gradient);
    assertEquals(
        gradient, vertex.doBackward(false, LayerWorkspaceMgr.noWorkspaces()).getSecond()[0]);
  }

  @ParameterizedTest
  @EnumSource(Settings.class)
  void resultOfAnImageDoesNotDependOnItsBatch(Settings settings) {
    ComputationGraph wrapped =
        PurifiedNetwork.wrap(Networks.graph(DataType.FLOAT), settings.reference());
    INDArray images = images(64);
    INDArray together = wrapped.outputSingle(images);
    for (int n : new int[] {1, 7}) {
      INDArray part = wrapped.outputSingle(images.get(NDArrayIndex.interval(5, 5 + n)).dup());
      assertNear(together.get(NDArrayIndex.interval(5, 5 + n)), part, 1e-5);
    }
  }

  @ParameterizedTest
  @EnumSource(Settings.class)
  void graphSurvivesTheSerializer(Settings settings) throws IOException {
    ComputationGraph wrapped =
        PurifiedNetwork.wrap(Networks.graph(DataType.FLOAT), settings.reference());
    File file = folder.resolve("graph-" + settings + ".zip").toFile();
    ModelSerializer.writeModel(wrapped, file, true);
    ComputationGraph restored = ModelSerializer.restoreComputationGraph(file);
    assertNear(wrapped.outputSingle(images(3)), restored.outputSingle(images(3)), 1e-6);
    assertNear(wrapped.outputSingle(images(3)), wrapped.clone().outputSingle(images(3)), 1e-6);
    String json = wrapped.getConfiguration().toJson();
    assertEquals(json, ComputationGraphConfiguration.fromJson(json).toJson());
    assertTrue(Files.size(file.toPath()) < Files.size(archive), "the diffusion model was saved");
  }

  @Test
  void layersSurviveTheSerializer() throws IOException {
    MultiLayerNetwork wrapped =
        PurifiedNetwork.wrap(Networks.layers(DataType.FLOAT), Settings.UNGUIDED.reference());
    File file = folder.resolve("layers.zip").toFile();
    ModelSerializer.writeModel(wrapped, file, true);
    MultiLayerNetwork restored = ModelSerializer.restoreMultiLayerNetwork(file);
    assertNear(wrapped.output(images(3)), restored.output(images(3)), 1e-6);
    String json = wrapped.getLayerWiseConfigurations().toJson();
    assertEquals(json, MultiLayerConfiguration.fromJson(json).toJson());
  }

  @Test
  void guidanceFollowsTheTrainingOfTheGraphItStandsIn() {
    ComputationGraph wrapped =
        PurifiedNetwork.wrap(Networks.graph(DataType.FLOAT), Settings.GUIDED.reference());
    INDArray before = wrapped.params().dup();
    INDArray outputBefore = wrapped.outputSingle(images(4));
    wrapped.fit(labelled());
    assertFar(before, wrapped.params());
    INDArray after = wrapped.outputSingle(images(4));
    assertFar(outputBefore, after);
    INDArray expected =
        oneAfterTheOther(
            Settings.GUIDED, Dl4jVictim.of(PurifiedNetwork.unwrap(wrapped)), images(4));
    assertNear(expected, after, 1e-6);
  }

  @Test
  void guidanceHasAnEffect() {
    ComputationGraph victim = Networks.graph(DataType.FLOAT);
    assertFar(
        PurifiedNetwork.wrap(victim, Settings.UNGUIDED.reference()).outputSingle(images(4)),
        PurifiedNetwork.wrap(victim, Settings.GUIDED.reference()).outputSingle(images(4)));
  }

  @Test
  void trainingGoesOnFromTheStateOfTheUpdater() {
    MultiLayerNetwork victim = Networks.layersWithMomentum();
    victim.fit(labelled());
    MultiLayerNetwork wrapped = PurifiedNetwork.wrap(victim, Settings.UNGUIDED.reference());
    assertEquals(victim.getUpdater().getStateViewArray(), wrapped.getUpdater().getStateViewArray());
    assertEquals(victim.getIterationCount(), wrapped.getIterationCount());
    ComputationGraph graph = PurifiedNetwork.wrapAsGraph(victim, Settings.GUIDED.reference());
    assertEquals(victim.getUpdater().getStateViewArray(), graph.getUpdater().getStateViewArray());
    assertEquals(victim.getIterationCount(), graph.getIterationCount());
  }

  @Test
  void evaluatesThroughAnIterator() {
    ComputationGraph wrapped =
        PurifiedNetwork.wrap(Networks.graph(DataType.FLOAT), Settings.GUIDED.reference());
    Evaluation evaluation = wrapped.evaluate(new ViewIterator(labelled(), 3));
    assertEquals(4, evaluation.getNumRowCounter());
  }

  @Test
  void severalVotesAreRefused() {
    PurifierConfig config =
        Settings.UNGUIDED.config.withVotes(
            3, org.purify4j.diffusion.vote.VoteRule.MEAN_PROBABILITY);
    assertThrows(IllegalArgumentException.class, () -> PurifierReference.of(archive, config));
  }

  @Test
  void preProcessorPurifiesFeaturesInPlace() {
    DataSet data = labelled();
    INDArray features = data.getFeatures();
    try (PurifyingPreProcessor preProcessor =
        PurifyingPreProcessor.of(Settings.UNGUIDED.reference())) {
      preProcessor.preProcess(data);
    }
    assertNear(purified(Settings.UNGUIDED, List.of(), images(4)), features, 1e-6);
    assertEquals(features, data.getFeatures());
  }

  @Test
  void preProcessorWorksOnThePrefetchThread() {
    ViewIterator iterator = new ViewIterator(labelled(), 2);
    try (PurifyingPreProcessor preProcessor =
        PurifyingPreProcessor.of(Settings.UNGUIDED.reference())) {
      iterator.setPreProcessor(preProcessor);
      AsyncDataSetIterator prefetching = new AsyncDataSetIterator(iterator, 2);
      List<INDArray> features = new ArrayList<>();
      while (prefetching.hasNext()) {
        features.add(prefetching.next().getFeatures().detach());
      }
      assertNear(
          purified(Settings.UNGUIDED, List.of(), images(4)),
          Nd4j.concat(0, features.toArray(INDArray[]::new)),
          1e-6);
    }
  }

  private static INDArray oneAfterTheOther(Settings settings, Classifier victim, INDArray images) {
    INDArray purified = purified(settings, List.of(victim), images);
    return Transforms.softmax(victim.logits(purified));
  }

  private static INDArray purified(Settings settings, List<Classifier> victim, INDArray images) {
    try (DiffusionModel model = DiffusionModel.load(archive);
        Purifier purifier =
            settings == Settings.GUIDED
                ? Purifier.of(model, settings.config, victim.get(0))
                : Purifier.of(model, settings.config)) {
      return purifier.purify(images);
    }
  }

  private static DataSet labelled() {
    return new DataSet(images(4), Nd4j.eye(Networks.CLASSES).castTo(DataType.FLOAT));
  }

  private static INDArray images(int n) {
    return TestImages.uniform(8, DataType.FLOAT, n, 3, Networks.SIDE, Networks.SIDE);
  }

  private static void assertNear(INDArray expected, INDArray actual, double tolerance) {
    double error = expected.sub(actual).amaxNumber().doubleValue();
    assertTrue(error <= tolerance, () -> "largest difference " + error);
  }

  private static void assertFar(INDArray one, INDArray other) {
    assertTrue(one.sub(other).amaxNumber().doubleValue() > 1e-3, "the two are the same");
  }
}
