package org.purify4j.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.datavec.image.loader.NativeImageLoader;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.purify4j.data.ImageFiles;
import org.purify4j.diffusion.chain.Purifier;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.model.DiffusionModel;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.dl4j.PurifiedNetwork;

class FolderOfPicturesTest {
  private static final PurifierConfig REPEATABLE =
      PurifierConfig.of(new NoiseLevel.PixelSigma(0.1))
          .withRespacing(new Respacing.Evenly(4))
          .withSeed(5);

  @TempDir Path folder;

  @Test
  void picturesArePurifiedAsColoursFromZeroToOne() throws Exception {
    Path archive = SmallModel.write(folder.resolve("diffusion.zip"));
    Path pictures = Pictures.write(folder.resolve("pictures"), 3, 10);
    Path pretrained = folder.resolve("pretrained.zip");
    ModelSerializer.writeModel(pretrained(), pretrained.toFile(), true);
    Path saved = folder.resolve("defended.zip");

    String printed = Printed.by(FolderOfPictures::main, pictures, pretrained, archive, saved);

    assertEquals("[class0, class1, class2]", Printed.line(printed, "classes:"));
    assertTrue(Double.parseDouble(Printed.line(printed, "accuracy:")) > 0.5, printed);
    assertTrue(Double.parseDouble(Printed.line(printed, "purified:")) >= 0, printed);

    MultiLayerNetwork defended =
        PurifiedNetwork.withSettings(PurifiedNetwork.restoreLayers(saved), REPEATABLE);
    Path picture = pictures.resolve("class1/digit1.png");
    INDArray expected = purifiedByHand(picture, archive, PurifiedNetwork.unwrap(defended));
    INDArray read = new NativeImageLoader(32, 32, 3).asMatrix(picture.toFile()); // BGR, 0 … 255
    assertEquals(expected, defended.output(scaled(read)));
  }

  /** By Java's decoder, the purifier alone, and the bare network on what it was trained on. */
  private static INDArray purifiedByHand(Path picture, Path archive, MultiLayerNetwork network)
      throws Exception {
    try (DiffusionModel model = DiffusionModel.load(archive);
        Purifier purifier = Purifier.of(model, REPEATABLE)) {
      INDArray levels = Transforms.round(ImageFiles.read(picture).mul(255)); // RGB, 0 … 255
      // equal to the last bit to what the network gets, since the noise is drawn by the pixels
      INDArray purified = purifier.purify(scaled(levels).add(1).div(2));
      INDArray bgr = Nd4j.concat(1, colour(purified, 2), colour(purified, 1), colour(purified, 0));
      return network.output(bgr.mul(2).sub(1));
    }
  }

  private static INDArray scaled(INDArray levels) {
    return levels.div(127.5).sub(1);
  }

  private static INDArray colour(INDArray images, int number) {
    return images.get(NDArrayIndex.all(), NDArrayIndex.interval(number, number + 1)).dup('c');
  }

  private static MultiLayerNetwork pretrained() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .activation(Activation.RELU)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).stride(2, 2).nOut(8).build())
                .layer(new DenseLayer.Builder().nOut(64).build())
                .layer(new OutputLayer.Builder().nOut(7).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(32, 32, 3))
                .build());
    network.init();
    return network;
  }
}
