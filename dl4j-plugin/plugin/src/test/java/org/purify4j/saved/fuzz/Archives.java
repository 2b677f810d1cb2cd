package org.purify4j.saved.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.model.ModelDescription;
import org.purify4j.diffusion.model.Prediction;
import org.purify4j.diffusion.model.Provenance;
import org.purify4j.diffusion.model.TimeUnit;
import org.purify4j.diffusion.network.Network;
import org.purify4j.diffusion.network.Op.Attention.Layout;
import org.purify4j.diffusion.network.Parameters;
import org.purify4j.diffusion.schedule.LinearBetas;
import org.purify4j.diffusion.schedule.VarianceType;
import org.purify4j.diffusion.train.TrainingCheckpoint;
import org.purify4j.diffusion.train.TrainingConfig;
import org.purify4j.diffusion.train.TrainingState;
import org.purify4j.diffusion.unet.AdmUNet;
import org.purify4j.diffusion.unet.Heads;
import org.purify4j.diffusion.unet.TimeInjection;
import org.purify4j.saved.ReadingRules;
import org.purify4j.saved.SavedNetwork;

/** The archives that are fuzzed, as small as they can be. */
final class Archives {
  /** A description is fuzzed as a whole, and of arrays what stands before their numbers. */
  private static final int MUTATED = 1 << 13;

  private Archives() {}

  /** A network of convolution, batch norm and output, its updater's state and a normalizer. */
  static FuzzedArchive network() {
    Path file = FuzzedArchive.temporary();
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .updater(new Nesterovs(0.1, 0.9))
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nIn(3).nOut(2).build())
                .layer(new BatchNormalization.Builder().nIn(2).nOut(2).build())
                .layer(new GlobalPoolingLayer(PoolingType.AVG))
                .layer(
                    new OutputLayer.Builder().nIn(2).nOut(2).activation(Activation.SOFTMAX).build())
                .build());
    network.init();
    try {
      ModelSerializer.writeModel(network, file.toFile(), true);
      ModelSerializer.addNormalizerToModel(
          file.toFile(),
          new NormalizerStandardize(Nd4j.createFromArray(1f, 2f), Nd4j.createFromArray(3f, 4f)));
      try (FileSystem zip = FileSystems.newFileSystem(file);
          java.io.ObjectOutputStream objects =
              new java.io.ObjectOutputStream(
                  Files.newOutputStream(zip.getPath(ModelSerializer.PREPROCESSOR_BIN)))) {
        objects.writeObject(new ImagePreProcessingScaler(-1, 1));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ReadingRules rules = ReadingRules.usual().withUpdater();
    return new FuzzedArchive(file, MUTATED, path -> SavedNetwork.read(path, rules));
  }

  /** A diffusion archive of format 2, which has no digest that a fuzzer would have to guess. */
  static FuzzedArchive diffusion() {
    Path file = FuzzedArchive.temporary();
    Network network = description().describeNetwork();
    Map<String, INDArray> weights = new LinkedHashMap<>();
    network.parameters().forEach((name, shape) -> weights.put(name, Nd4j.ones(shape)));
    try (DiffusionModel model = new DiffusionModel(description(), weights)) {
      model.save(file);
    }
    try (FileSystem zip = FileSystems.newFileSystem(file)) {
      Path json = zip.getPath("model.json");
      Files.writeString(
          json,
          Files.readString(json)
              .replaceFirst("\"formatVersion\" : 3", "\"formatVersion\" : 2")
              .replaceFirst("\"weightsSha256\" : \"[0-9a-f]*\",", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new FuzzedArchive(file, MUTATED, path -> DiffusionModel.load(path).close());
  }

  static FuzzedArchive training() {
    Path file = FuzzedArchive.temporary();
    Parameters zeros = Parameters.zeros(description().describeNetwork());
    try {
      new TrainingCheckpoint(description(), TrainingConfig.of(3), "images", TrainingState.of(zeros))
          .write(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new FuzzedArchive(file, MUTATED, TrainingCheckpoint::read);
  }

  /** All of them, by the name of their target. */
  static Map<String, FuzzedArchive> all() {
    return Map.of("Network", network(), "Diffusion", diffusion(), "Training", training());
  }

  private static ModelDescription description() {
    AdmUNet network =
        new AdmUNet(
            1,
            2,
            1,
            List.of(32),
            1,
            List.of(),
            new Heads.Count(1),
            Layout.HEADS_FIRST,
            TimeInjection.ADDED,
            AdmUNet.Resampling.PLAIN,
            0);
    return new ModelDescription(
        network,
        new LinearBetas(10, 0.01, 0.2),
        Prediction.NOISE,
        VarianceType.FIXED_SMALL,
        TimeUnit.STEPS,
        4,
        new Provenance("test", "", "test", Map.of()));
  }
}
