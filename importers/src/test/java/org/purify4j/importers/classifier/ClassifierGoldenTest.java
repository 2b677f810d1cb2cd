package org.purify4j.importers.classifier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.purify4j.importers.CifarImages;
import org.purify4j.importers.Shared;
import org.purify4j.importers.checkpoint.Checkpoint;
import org.purify4j.importers.checkpoint.ImportException;
import org.purify4j.importers.family.FamilyChoice;
import org.purify4j.importers.layer.Normalization;
import org.purify4j.importers.npz.Npz;

class ClassifierGoldenTest {
  private static final String GOLDEN = "golden/chenyaofo-cifar10_resnet20";

  @Test
  void logitsOfTheOriginalClass() {
    ComputationGraph graph = chenyaofo(Normalization.NONE);
    try (Npz golden = Npz.open(Shared.path(GOLDEN + ".npz"))) {
      INDArray x = golden.array("x");
      float[] expected = golden.array("y").dup('c').data().asFloat();
      assertArrayEquals(expected, logits(graph, x), 1e-4f * largest(expected));
    }
  }

  @Test
  void normalisationIsTheFirstLayer() {
    ComputationGraph bare = chenyaofo(Normalization.NONE);
    ComputationGraph whole = chenyaofo(Normalization.CIFAR10);
    INDArray image = Nd4j.linspace(0, 1, 3 * 32 * 32).reshape(1, 3, 32, 32).castTo(DataType.FLOAT);
    INDArray mean = Nd4j.createFromArray(.4914f, .4822f, .4465f).reshape(1, 3, 1, 1);
    INDArray std = Nd4j.createFromArray(.2023f, .1994f, .2010f).reshape(1, 3, 1, 1);
    float[] expected = logits(bare, image.sub(mean).div(std));
    assertArrayEquals(expected, logits(whole, image), 1e-5f * largest(expected));
  }

  @Test
  void savedTrainedAndRestored(@TempDir Path folder) throws IOException {
    CifarImages cifar = CifarImages.read(Shared.path("data/cifar10/test-600.bin"));
    INDArray images = cifar.images().get(NDArrayIndex.interval(0, 8)).dup();
    INDArray labels = Nd4j.zeros(8, 10);
    for (int i = 0; i < 8; i++) {
      labels.putScalar(i, (cifar.labels()[i] + 1) % 10, 1);
    }
    for (ComputationGraph graph : List.of(akamaster(), chenyaofo(Normalization.CIFAR10))) {
      ComputationGraphConfiguration read =
          ComputationGraphConfiguration.fromJson(graph.getConfiguration().toJson());
      assertEquals(graph.getConfiguration(), read);
      DataSet data = new DataSet(images, labels);
      double before = graph.score(data);
      for (int i = 0; i < 8; i++) {
        graph.fit(data);
      }
      assertTrue(graph.score(data) < 0.9 * before, "training lowers the loss of new labels");
      Path file = folder.resolve("graph.zip");
      ModelSerializer.writeModel(graph, file.toFile(), true);
      ComputationGraph restored = ModelSerializer.restoreComputationGraph(file.toFile(), true);
      assertEquals(graph.params(), restored.params());
      assertEquals(graph.outputSingle(images), restored.outputSingle(images));
    }
  }

  @Test
  void tensorsThatDoNotFitAreListed() {
    try (Checkpoint checkpoint = Checkpoint.open(Shared.path(GOLDEN + ".pt"))) {
      ClassifierImporter wrong =
          FamilyChoice.named(checkpoint, ClassifierImporters.all(), "akamaster-resnet");
      ImportException e =
          assertThrows(
              ImportException.class, () -> wrong.build(checkpoint, Normalization.IMAGENET));
      assertEquals(
          "chenyaofo-cifar10_resnet20.pt: linear.weight: no tensor of this name is in the file",
          e.getMessage());
    }
  }

  @Test
  void otherNetworksAreNotGuessedAt() {
    try (Checkpoint checkpoint = Checkpoint.open(Shared.path("golden/kuangliu-resnet18.pt"))) {
      ImportException e =
          assertThrows(
              ImportException.class,
              () -> FamilyChoice.recognise(checkpoint, ClassifierImporters.all()));
      assertTrue(e.getMessage().startsWith("kuangliu-resnet18.pt: no known family: not akamaster"));
      assertTrue(e.getMessage().contains("the file holds conv1.weight float16 [64, 3, 3, 3], "));
    }
  }

  private static ComputationGraph chenyaofo(Normalization normalization) {
    try (Checkpoint checkpoint = Checkpoint.open(Shared.path(GOLDEN + ".pt"))) {
      ImportedGraph imported = new ChenyaofoResNetImporter().build(checkpoint, normalization);
      assertEquals("20", imported.inferred().get("depth"));
      return imported.graph();
    }
  }

  private static ComputationGraph akamaster() {
    try (Checkpoint checkpoint =
        Checkpoint.open(Shared.path("checkpoints/classifiers/resnet20-12fca82f.th"))) {
      return new AkamasterResNetImporter().build(checkpoint, Normalization.IMAGENET).graph();
    }
  }

  /** What goes into the softmax: pooled features times weights, plus biases. */
  private static float[] logits(ComputationGraph graph, INDArray images) {
    INDArray pooled = graph.feedForward(images, false).get("pool");
    INDArray weights = graph.getLayer("fc").getParam("W");
    return pooled
        .mmul(weights)
        .addRowVector(graph.getLayer("fc").getParam("b"))
        .dup('c')
        .data()
        .asFloat();
  }

  private static float largest(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
