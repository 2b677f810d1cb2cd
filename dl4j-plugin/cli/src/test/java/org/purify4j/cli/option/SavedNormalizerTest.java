package org.purify4j.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.purify4j.diffusion.archive.ArchiveException;

/** A normalizer in the file of a network is applied, or the file refused. */
class SavedNormalizerTest {
  private static final INDArray IMAGES =
      Nd4j.createFromArray(new SplittableRandom(1).doubles(4 * 3 * 6 * 6).toArray())
          .castTo(DataType.FLOAT)
          .reshape(4, 3, 6, 6);

  @TempDir Path dir;
  private MultiLayerNetwork network;
  private Path file;

  @BeforeEach
  void save() throws IOException {
    network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(2)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(4).build())
                .layer(new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(6, 6, 3))
                .build());
    network.init();
    file = dir.resolve("victim.zip");
    ModelSerializer.writeModel(network, file.toFile(), false);
  }

  @Test
  void isAppliedToImages() throws IOException {
    NormalizerStandardize standardize = new NormalizerStandardize();
    standardize.fit(new DataSet(IMAGES.mul(255), IMAGES));
    for (DataNormalization normalizer : List.of(standardize, new ImagePreProcessingScaler(-1, 1))) {
      ModelSerializer.addNormalizerToModel(file.toFile(), normalizer);
      INDArray normalised = IMAGES.mul(255);
      normalizer.transform(normalised);
      INDArray expected = network.output(normalised);
      INDArray found = Transforms.softmax(SavedClassifier.load(file).victim().logits(IMAGES));
      assertEquals(0, expected.sub(found).amaxNumber().doubleValue(), 1e-4);
      assertTrue(expected.sub(network.output(IMAGES)).amaxNumber().doubleValue() > 1e-2);
    }
  }

  /** Neither a serialised Java object nor the name of a class is followed. */
  @Test
  void whatIsNoNormalizerOfNd4jIsRefused() throws IOException {
    ByteArrayOutputStream custom = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(custom)) {
      out.writeUTF("NORMALIZER");
      out.writeInt(1);
      out.writeUTF("CUSTOM");
      out.writeUTF("java.lang.Runtime");
    }
    ByteArrayOutputStream cut = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(cut)) {
      out.writeUTF("NORMALIZER");
      out.writeInt(1);
      out.writeUTF("STANDARDIZE");
    }
    byte[] object = {(byte) 0xac, (byte) 0xed, 0, 5, 's', 'r'};
    for (byte[] bytes : List.of(custom.toByteArray(), cut.toByteArray(), object, new byte[0])) {
      try (FileSystem zip = FileSystems.newFileSystem(file)) {
        Files.write(zip.getPath("normalizer.bin"), bytes);
      }
      ArchiveException e = assertThrows(ArchiveException.class, () -> SavedClassifier.load(file));
      assertTrue(
          String.valueOf(e.getMessage()).startsWith(file + ": normalizer.bin: "), e.getMessage());
    }
  }
}
