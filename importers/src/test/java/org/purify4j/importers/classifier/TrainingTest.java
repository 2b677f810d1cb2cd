package org.purify4j.importers.classifier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.purify4j.importers.CifarImages;
import org.purify4j.importers.Goldens;
import org.purify4j.importers.ImportOptions;
import org.purify4j.importers.Importers;
import org.purify4j.importers.Shared;
import org.purify4j.importers.npz.Npz;
import org.purify4j.layers.ImageNormalization;

/** Imported classifiers are ordinary DL4J networks: they train, save and restore. */
class TrainingTest {
  private static final double RATE = 0.1;
  private static final int BATCH = 4;

  /**
   * The files hold a small network before and after one step of {@code torch.optim.SGD(lr=0.1)} in
   * training mode, computed in double precision.
   */
  @Test
  void oneStepIsThatOfPyTorch() {
    try (Npz step = Npz.open(Goldens.file("step.npz"))) {
      INDArray images = step.array("images");
      DataSet data = new DataSet(images, oneHot(step.longs("labels"), 5));
      ComputationGraph graph = withUpdater(step("step-before.pth"), new Sgd(RATE));
      ComputationGraph after = step("step-after.pth");
      graph.fit(data);
      assertEquals(step.doubles("loss")[0], graph.score(), 1e-5);
      for (Map.Entry<String, INDArray> parameter : after.paramTable().entrySet()) {
        INDArray expected = parameter.getValue();
        double scale = Math.max(1, expected.amaxNumber().doubleValue());
        double error = expected.sub(graph.getParam(parameter.getKey())).amaxNumber().doubleValue();
        assertEquals(0, error / scale, 1e-5, parameter.getKey());
      }
    }
  }

  @Test
  void fineTuningLowersTheLoss() {
    CifarImages cifar = CifarImages.read(Shared.path("data/cifar10/train-8068.bin"));
    ComputationGraph graph =
        withUpdater(
            Importers.importClassifier(
                    Shared.path("golden/chenyaofo-cifar10_resnet20.pt"), ImportOptions.none())
                .graph(),
            new Nesterovs(1e-3, 0.9));
    DataSet first = batch(cifar, 0);
    double before = graph.score(first, true);
    for (int i = 0; i < 20; i++) {
      graph.fit(batch(cifar, BATCH * (i % 4)));
    }
    double after = graph.score(first, true);
    assertTrue(after < 0.7 * before, () -> "loss " + before + " before, " + after + " after");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kuangliu-resnet-bottleneck",
        "torchvision-resnet-basic",
        "kuangliu-mobilenetv2",
        "chenyaofo-mobilenetv2",
        "akamaster-resnet",
        "kuangliu-shufflenetv2",
        "robustbench-wideresnet-unused-block",
        "timm-inception-resnet-v2"
      })
  void savedTrainedAndRestored(String name, @TempDir Path folder) throws IOException {
    ClassifierGoldens.Golden golden = ClassifierGoldens.own(name);
    try (Npz arrays = Npz.open(golden.arrays())) {
      INDArray images = Nd4j.concat(0, arrays.array("x"), arrays.array("x").mul(-0.5));
      ComputationGraph graph = small(golden.checkpoint(), (int) images.size(2));
      int classes = (int) arrays.array("y").size(1);
      ComputationGraphConfiguration read =
          ComputationGraphConfiguration.fromJson(graph.getConfiguration().toJson());
      assertEquals(graph.getConfiguration(), read);
      DataSet data = new DataSet(images, oneHot(new long[(int) images.size(0)], classes));
      double before = graph.score(data, true);
      for (int i = 0; i < 4; i++) {
        graph.fit(data);
      }
      double after = graph.score(data, true);
      assertTrue(after < before, () -> "loss " + before + " before, " + after + " after");
      Path file = folder.resolve("graph.zip");
      ModelSerializer.writeModel(graph, file.toFile(), true);
      ComputationGraph restored = ModelSerializer.restoreComputationGraph(file.toFile(), true);
      assertEquals(graph.params(), restored.params());
      assertEquals(graph.outputSingle(images), restored.outputSingle(images));
    }
  }

  private static ComputationGraph step(String file) {
    return small(Goldens.file(file), 16);
  }

  private static ComputationGraph small(Path file, int imageSize) {
    ImportOptions options = ImportOptions.none().withNormalization(ImageNormalization.NONE);
    return Importers.importClassifier(file, options.withImageSize(imageSize)).graph();
  }

  private static ComputationGraph withUpdater(ComputationGraph graph, IUpdater updater) {
    return new TransferLearning.GraphBuilder(graph)
        .fineTuneConfiguration(new FineTuneConfiguration.Builder().updater(updater).build())
        .build();
  }

  private static DataSet batch(CifarImages cifar, int from) {
    INDArray images = cifar.images().get(NDArrayIndex.interval(from, from + BATCH)).dup();
    long[] labels = new long[BATCH];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = cifar.labels()[from + i];
    }
    return new DataSet(images, oneHot(labels, 10));
  }

  private static INDArray oneHot(long[] labels, int classes) {
    INDArray rows = Nd4j.zeros(labels.length, classes);
    for (int i = 0; i < labels.length; i++) {
      rows.putScalar(i, labels[i], 1);
    }
    return rows;
  }
}
