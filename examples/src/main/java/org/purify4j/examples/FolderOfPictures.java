package org.purify4j.examples;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.datavec.api.io.labels.ParentPathLabelGenerator;
import org.datavec.api.split.FileSplit;
import org.datavec.image.loader.NativeImageLoader;
import org.datavec.image.recordreader.ImageRecordReader;
import org.deeplearning4j.datasets.datavec.RecordReaderDataSetIterator;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.learning.config.Adam;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.dl4j.PurifiedNetwork;
import org.purify4j.dl4j.PurifierReference;
import org.purify4j.victim.ChannelOrder;
import org.purify4j.victim.InputEncoding;

/**
 * A folder of pictures, one sub-folder a class, read by DataVec: transfer learning with frozen
 * layers, then a purifier in front.
 *
 * <p>{@link ImageRecordReader} gives the colours in the order blue, green, red, from 0 to 255, and
 * the scaler makes that −1 to 1. A diffusion model wants red, green, blue from 0 to 1: the encoding
 * says what lies between, and the purified network takes what the pipeline gives.
 */
public final class FolderOfPictures {
  private static final int SIZE = 32;
  private static final int CHANNELS = 3;
  private static final int BATCH = 32;
  private static final int EPOCHS = 10;

  private static final PurifierConfig SETTINGS =
      PurifierConfig.of(new NoiseLevel.PixelSigma(0.1)).withRespacing(new Respacing.Evenly(4));

  private FolderOfPictures() {}

  /**
   * @param args the folder of pictures, a saved {@code MultiLayerNetwork} that was trained on
   *     others read in the same way, the archive of a diffusion model of 32 by 32 colour images,
   *     and where to save the purified network
   */
  public static void main(String[] args) throws IOException {
    MultiLayerNetwork pretrained = ModelSerializer.restoreMultiLayerNetwork(new File(args[1]));
    try (ImageRecordReader reader = reader(new File(args[0]))) {
      int classes = reader.numLabels();
      DataSetIterator pictures = new RecordReaderDataSetIterator(reader, BATCH, 1, classes);
      ImagePreProcessingScaler scaler = new ImagePreProcessingScaler(-1, 1);
      pictures.setPreProcessor(scaler);

      MultiLayerNetwork network = transferred(pretrained, classes);
      network.fit(pictures, EPOCHS);

      InputEncoding encoding =
          InputEncoding.of(network).withOrder(ChannelOrder.BGR).withNormalizer(scaler, CHANNELS);
      PurifierReference purifier = PurifierReference.of(Path.of(args[2]), SETTINGS);
      MultiLayerNetwork defended = PurifiedNetwork.wrap(network, purifier, encoding);

      System.out.println("classes: " + reader.getLabels());
      System.out.printf("accuracy: %.3f%n", network.evaluate(pictures).accuracy());
      System.out.printf("purified: %.3f%n", defended.evaluate(pictures).accuracy());
      ModelSerializer.writeModel(defended, new File(args[3]), true);
    }
  }

  private static ImageRecordReader reader(File folder) throws IOException {
    ImageRecordReader reader =
        new ImageRecordReader(SIZE, SIZE, CHANNELS, new ParentPathLabelGenerator());
    reader.initialize(new FileSplit(folder, NativeImageLoader.ALLOWED_FORMATS, new Random(1)));
    return reader;
  }

  /** Keeps all layers as they are but the last, which is made anew for other classes. */
  private static MultiLayerNetwork transferred(MultiLayerNetwork pretrained, int classes) {
    int last = pretrained.getnLayers() - 1;
    long features = pretrained.layerInputSize(last);
    return new TransferLearning.Builder(pretrained)
        .fineTuneConfiguration(
            new FineTuneConfiguration.Builder().updater(new Adam(1e-2)).seed(1).build())
        .setFeatureExtractor(last - 1)
        .removeOutputLayer()
        .addLayer(
            new OutputLayer.Builder()
                .nIn(features)
                .nOut(classes)
                .activation(Activation.SOFTMAX)
                .build())
        .build();
  }
}
