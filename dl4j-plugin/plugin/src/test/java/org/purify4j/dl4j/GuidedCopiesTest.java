package org.purify4j.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.saver.LocalFileModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingGraphTrainer;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingTrainer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.optimize.listeners.CheckpointListener;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.ViewIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.victim.Networks;
import org.purify4j.victim.TestImages;

/** Whatever clones a network whose guidance asks the classifier keeps the classifier. */
class GuidedCopiesTest {
  private static final PurifierConfig GUIDED =
      PurifierConfig.of(new NoiseLevel.PixelSigma(0.1))
          .withRespacing(new Respacing.Evenly(2))
          .withSeed(3)
          .withBatchSize(4)
          .withGuidance(Guidance.parse("kl:500000@input"));

  @TempDir static Path folder;
  private static PurifierReference purifier;
  private static ComputationGraph wrapped;
  private static INDArray expected;

  @BeforeAll
  static void wrap() {
    purifier = PurifierReference.of(TinyArchive.write(folder.resolve("tiny.zip"), 1), GUIDED);
    wrapped = PurifiedNetwork.wrapAsGraph(Networks.layers(DataType.FLOAT), purifier);
    expected = wrapped.outputSingle(images());
  }

  private static INDArray images() {
    return TestImages.uniform(8, DataType.FLOAT, 4, 3, Networks.SIDE, Networks.SIDE);
  }

  private static DataSet labelled() {
    return new DataSet(images(), Nd4j.eye(Networks.CLASSES).castTo(DataType.FLOAT));
  }

  private static void assertSame(ComputationGraph copy) {
    assertEquals(expected, copy.outputSingle(images()));
  }

  @Test
  void clones() {
    assertSame(wrapped.clone());
    assertSame(wrapped.clone().clone());
  }

  /** As ParallelInference does: one thread has the network, the others copies by JSON or clone. */
  @Test
  void copiesInSeveralThreads() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Callable<INDArray>> workers =
          List.of(
              () -> wrapped.clone().outputSingle(images()),
              () -> {
                ComputationGraph copy =
                    new ComputationGraph(
                        ComputationGraphConfiguration.fromJson(
                            wrapped.getConfiguration().toJson()));
                copy.init();
                copy.setParams(wrapped.params().unsafeDuplication(true));
                return copy.outputSingle(images());
              },
              () -> wrapped.outputSingle(images()));
      for (Future<INDArray> output : threads.invokeAll(workers)) {
        assertEquals(expected, output.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void checkpoints() throws Exception {
    ComputationGraph trained = wrapped.clone();
    CheckpointListener listener =
        new CheckpointListener.Builder(checkpointFolder(folder))
            .saveEveryNIterations(1)
            .keepAll()
            .build();
    trained.setListeners(listener);
    for (int step = 0; step < 3; step++) {
      trained.fit(labelled());
    }
    ComputationGraph restored =
        CheckpointListener.loadCheckpointCG(checkpointFolder(folder), listener.lastCheckpoint());
    assertEquals(trained.outputSingle(images()), restored.outputSingle(images()));
  }

  private static File checkpointFolder(Path folder) {
    File checkpoints = folder.resolve("checkpoints").toFile();
    assertTrue(checkpoints.isDirectory() || checkpoints.mkdir());
    return checkpoints;
  }

  @Test
  void theBestModelOfEarlyStopping() {
    EarlyStoppingConfiguration<ComputationGraph> stopping =
        new EarlyStoppingConfiguration.Builder<ComputationGraph>()
            .epochTerminationConditions(new MaxEpochsTerminationCondition(2))
            .scoreCalculator(new DataSetLossCalculator(new ViewIterator(labelled(), 4), true))
            .modelSaver(new InMemoryModelSaver<>())
            .evaluateEveryNEpochs(1)
            .build();
    EarlyStoppingResult<ComputationGraph> result =
        new EarlyStoppingGraphTrainer(
                stopping, wrapped.clone(), new ViewIterator(labelled(), 4), null)
            .fit();
    INDArray output = result.getBestModel().outputSingle(images());
    assertTrue(Double.isFinite(output.sumNumber().doubleValue()));
    assertEquals(output, result.getBestModel().clone().outputSingle(images()));
    assertNotEquals(PurifiedNetwork.unwrap(result.getBestModel()).outputSingle(images()), output);
  }

  @Test
  void layersInEarlyStoppingAndCheckpoints(@TempDir Path saved) {
    MultiLayerNetwork layers =
        PurifiedNetwork.wrap(
            Networks.layers(DataType.FLOAT),
            purifier.with(GUIDED.withGuidance(Guidance.parse("mse:1"))));
    CheckpointListener checkpoints =
        new CheckpointListener.Builder(checkpointFolder(saved))
            .saveEveryNIterations(1)
            .keepAll()
            .build();
    layers.setListeners(checkpoints);
    EarlyStoppingConfiguration<MultiLayerNetwork> stopping =
        new EarlyStoppingConfiguration.Builder<MultiLayerNetwork>()
            .epochTerminationConditions(new MaxEpochsTerminationCondition(2))
            .scoreCalculator(new DataSetLossCalculator(new ViewIterator(labelled(), 4), true))
            .modelSaver(new LocalFileModelSaver(saved.toString()))
            .evaluateEveryNEpochs(1)
            .build();
    MultiLayerNetwork best =
        new EarlyStoppingTrainer(stopping, layers, new ViewIterator(labelled(), 4), null)
            .fit()
            .getBestModel();
    MultiLayerNetwork last =
        CheckpointListener.loadCheckpointMLN(checkpointFolder(saved), checkpoints.lastCheckpoint());
    assertEquals(layers.output(images()), last.output(images()));
    for (MultiLayerNetwork restored : List.of(best, last)) {
      assertEquals(PurifiedNetwork.purifierOf(layers), PurifiedNetwork.purifierOf(restored));
      assertNotEquals(PurifiedNetwork.unwrap(restored).output(images()), restored.output(images()));
    }
  }

  @Test
  void transferLearningWithFrozenLayers() throws Exception {
    String last = wrapped.getConfiguration().getNetworkOutputs().get(0);
    String frozenTo = wrapped.getConfiguration().getVertexInputs().get(last).get(0);
    ComputationGraph transferred =
        new TransferLearning.GraphBuilder(wrapped)
            .fineTuneConfiguration(
                new FineTuneConfiguration.Builder().updater(new Sgd(0.1)).build())
            .setFeatureExtractor(frozenTo)
            .build();
    assertSame(transferred);
    assertSame(transferred.clone());
    assertTrue(PurifiedNetwork.isPurified(transferred));
    transferred.fit(labelled());
    File file = folder.resolve("transferred.zip").toFile();
    ModelSerializer.writeModel(transferred, file, true);
    ComputationGraph restored = ModelSerializer.restoreComputationGraph(file);
    assertEquals(transferred.outputSingle(images()), restored.outputSingle(images()));
    Path moved = Files.copy(Path.of(purifier.archive()), folder.resolve("moved.zip"));
    PurifiedNetwork.relocate(restored, moved);
    assertEquals(transferred.outputSingle(images()), restored.outputSingle(images()));
    assertTrue(restored.getConfiguration().toJson().contains("moved.zip"));
    assertEquals(transferred.numParams(), PurifiedNetwork.unwrap(transferred).numParams());
  }

  @Test
  void layersOfAFrozenNetworkAreWrapped() {
    MultiLayerNetwork frozen =
        new TransferLearning.Builder(Networks.layers(DataType.FLOAT))
            .setFeatureExtractor(3)
            .build();
    assertSame(PurifiedNetwork.wrapAsGraph(frozen, purifier));
    MultiLayerNetwork layers =
        PurifiedNetwork.wrap(
            Networks.layers(DataType.FLOAT), purifier.with(GUIDED.withGuidance(Guidance.none())));
    MultiLayerNetwork frozenAgain =
        new TransferLearning.Builder(layers).setFeatureExtractor(2).build();
    assertEquals(layers.output(images()), frozenAgain.output(images()));
    assertEquals(layers.output(images()), frozenAgain.clone().output(images()));
    Path archive = Path.of(purifier.archive());
    PurifiedNetwork.relocate(frozenAgain, archive.resolveSibling("elsewhere.zip"));
    assertTrue(frozenAgain.getLayerWiseConfigurations().toJson().contains("elsewhere.zip"));
    PurifiedNetwork.relocate(frozenAgain, archive);
    assertEquals(layers.output(images()), frozenAgain.output(images()));
    assertEquals(
        Networks.layers(DataType.FLOAT).output(images()),
        PurifiedNetwork.unwrap(frozenAgain).output(images()));
  }

  /** The form that would lose its victim cannot be made. */
  @Test
  void layersGuidedByThemselvesAreRefusedAtWrap() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> PurifiedNetwork.wrap(Networks.layers(DataType.FLOAT), purifier));
    assertTrue(e.getMessage().contains("PurifiedNetwork.wrapAsGraph"), e.getMessage());
    MultiLayerNetwork plain =
        PurifiedNetwork.wrap(
            Networks.layers(DataType.FLOAT),
            purifier.with(GUIDED.withGuidance(Guidance.parse("mse:1"))));
    assertThrows(IllegalArgumentException.class, () -> PurifiedNetwork.withSettings(plain, GUIDED));
    assertSame(PurifiedNetwork.withSettings(PurifiedNetwork.toGraph(plain), GUIDED));
  }
}
