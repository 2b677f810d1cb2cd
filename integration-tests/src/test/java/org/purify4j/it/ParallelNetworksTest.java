package org.purify4j.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.parallelism.ParallelInference;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.deeplearning4j.parallelism.inference.InferenceMode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.ViewIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Sgd;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.guidance.Guidance;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.dl4j.PurifiedNetwork;
import org.purify4j.dl4j.PurifierReference;
import org.purify4j.importers.ImportOptions;
import org.purify4j.importers.Importers;

/** Purified networks in DL4J's ParallelInference and ParallelWrapper. */
class ParallelNetworksTest {
  private static final int SIDE = 16;
  private static final int IMAGES = 8;
  private static final PurifierConfig UNGUIDED =
      PurifierConfig.of(new NoiseLevel.Timestep(100))
          .withRespacing(new Respacing.Evenly(1))
          .withSeed(1)
          .withBatchSize(4)
          .withGuidance(Guidance.none());

  @TempDir private static Path folder;
  private static INDArray images;
  private static MultiLayerNetwork layers;
  private static ComputationGraph graph;

  @BeforeAll
  static void wrap() throws IOException {
    Path archive = folder.resolve("diffusion.zip");
    try (DiffusionModel model =
        Importers.importDiffusion(
                TestFiles.path("golden/improved-diffusion.pt"), ImportOptions.none())
            .model()) {
      model.save(archive);
    }
    double[] pixels = new SplittableRandom(1).doubles(IMAGES * 3 * SIDE * SIDE).toArray();
    images = Nd4j.createFromArray(pixels).castTo(Nd4j.defaultFloatingPointType());
    images = images.reshape(IMAGES, 3, SIDE, SIDE);
    layers = PurifiedNetwork.wrap(victim(), guided(archive, "mse:100"));
    graph = PurifiedNetwork.wrapAsGraph(victim(), guided(archive, "kl:500000@input"));
  }

  private static PurifierReference guided(Path archive, String guidance) {
    return PurifierReference.of(archive, UNGUIDED.withGuidance(Guidance.parse(guidance)));
  }

  private static MultiLayerNetwork victim() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(2)
                .updater(new Sgd(0.1))
                .activation(Activation.TANH)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).stride(2, 2).nOut(4).build())
                .layer(new DenseLayer.Builder().nOut(8).build())
                .layer(new OutputLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(SIDE, SIDE, 3))
                .build());
    network.init();
    return network;
  }

  @ParameterizedTest
  @EnumSource
  void inferenceOfLayersGivesWhatTheyGiveAlone(InferenceMode mode) throws Exception {
    assertNotEquals(
        PurifiedNetwork.withSettings(layers, UNGUIDED).output(images), layers.output(images));
    assertInferenceGives(layers::output, layers, mode);
  }

  @ParameterizedTest
  @EnumSource
  void inferenceOfAGuidedGraphGivesWhatItGivesAlone(InferenceMode mode) throws Exception {
    assertNotEquals(
        PurifiedNetwork.withSettings(graph, UNGUIDED).outputSingle(images),
        graph.outputSingle(images));
    assertInferenceGives(graph::outputSingle, graph, mode);
  }

  /**
   * Requests of one, two and three images at once. Only BATCHED puts them together, and the last
   * bit of the classifier's own sums may depend on the batch.
   */
  private static void assertInferenceGives(
      UnaryOperator<INDArray> alone, Model network, InferenceMode mode) throws Exception {
    List<INDArray> requests =
        IntStream.range(0, 6).mapToObj(i -> some(images, i, 1 + i % 3)).toList();
    List<INDArray> expected = requests.stream().map(alone).map(INDArray::dup).toList();
    ParallelInference inference =
        new ParallelInference.Builder(network).inferenceMode(mode).batchLimit(4).workers(2).build();
    ExecutorService clients = Executors.newFixedThreadPool(4);
    try {
      List<Callable<INDArray>> calls =
          requests.stream()
              .<Callable<INDArray>>map(request -> () -> inference.output(request))
              .toList();
      List<Future<INDArray>> answers = clients.invokeAll(calls);
      for (int i = 0; i < answers.size(); i++) {
        assertArrayEquals(
            expected.get(i).data().asFloat(),
            answers.get(i).get().dup().data().asFloat(),
            mode == InferenceMode.BATCHED ? 1e-6f : 0f,
            "request " + i);
      }
    } finally {
      clients.shutdownNow();
      inference.shutdown();
    }
  }

  private static INDArray some(INDArray array, int from, int count) {
    return array.get(NDArrayIndex.interval(from, from + count)).dup();
  }

  @ParameterizedTest
  @EnumSource(names = {"AVERAGING", "SHARED_GRADIENTS"})
  void trainingBehindAFrozenPurification(ParallelWrapper.TrainingMode mode) {
    MultiLayerNetwork frozen = new TransferLearning.Builder(layers).setFeatureExtractor(1).build();
    PurifierReference purifier = PurifiedNetwork.purifierOf(frozen);
    INDArray convolution = frozen.getLayer(1).params().dup();
    INDArray output = frozen.getOutputLayer().params().dup();
    train(frozen, mode);
    assertEquals(purifier, PurifiedNetwork.purifierOf(frozen));
    assertEquals(convolution, frozen.getLayer(1).params());
    assertNotEquals(output, frozen.getOutputLayer().params());
    assertTrue(Double.isFinite(frozen.params().sumNumber().doubleValue()));
  }

  @Test
  void trainingOfAGuidedGraph() {
    ComputationGraph trained = graph.clone();
    INDArray before = trained.params().dup();
    train(trained, ParallelWrapper.TrainingMode.AVERAGING);
    assertNotEquals(before, trained.params());
    assertEquals(PurifiedNetwork.purifierOf(graph), PurifiedNetwork.purifierOf(trained));
    INDArray output = trained.outputSingle(images);
    assertEquals(output, trained.clone().outputSingle(images));
  }

  private static void train(Model network, ParallelWrapper.TrainingMode mode) {
    INDArray labels = Nd4j.concat(0, Nd4j.eye(4), Nd4j.eye(4)).castTo(images.dataType());
    ParallelWrapper wrapper =
        new ParallelWrapper.Builder<>(network)
            .workers(2)
            .averagingFrequency(1)
            .prefetchBuffer(2)
            .trainingMode(mode)
            .build();
    try {
      wrapper.fit(new ViewIterator(new DataSet(images, labels), 2));
    } finally {
      wrapper.shutdown();
    }
  }
}
