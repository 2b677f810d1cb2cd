package org.purify4j.examples;

import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.datavec.api.records.metadata.RecordMetaData;
import org.datavec.api.split.FileSplit;
import org.datavec.image.loader.NativeImageLoader;
import org.datavec.image.recordreader.ImageRecordReader;
import org.deeplearning4j.datasets.datavec.RecordReaderDataSetIterator;
import org.deeplearning4j.datasets.iterator.CombinedPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.purify4j.diffusion.chain.PurifierConfig;
import org.purify4j.diffusion.schedule.NoiseLevel;
import org.purify4j.diffusion.schedule.Respacing;
import org.purify4j.dl4j.BgrToRgbPreProcessor;
import org.purify4j.dl4j.PurifierReference;
import org.purify4j.dl4j.PurifyingPreProcessor;

/**
 * Classifies any number of pictures in one process, purified in the data pipeline, and writes a
 * line for each. One batch is held at a time, so memory stays as it is after the first ones.
 */
public final class BatchJob {
  private static final int SIZE = 32;
  private static final int CHANNELS = 3;
  private static final int BATCH = 32;

  private static final PurifierConfig SETTINGS =
      PurifierConfig.of(new NoiseLevel.PixelSigma(0.1))
          .withRespacing(new Respacing.Evenly(4))
          .withBatchSize(BATCH);

  private BatchJob() {}

  /**
   * @param args the folder of pictures, a saved {@code ComputationGraph} of RGB images in [0, 1]
   *     such as {@code ./purify train-classifier} and {@code import} write, the archive of a
   *     diffusion model of the same images, and the table to write (CSV)
   */
  public static void main(String[] args) throws IOException {
    run(new File(args[0]), new File(args[1]), Path.of(args[2]), SETTINGS, Path.of(args[3]));
  }

  static void run(File pictures, File classifier, Path archive, PurifierConfig settings, Path table)
      throws IOException {
    ComputationGraph network = ModelSerializer.restoreComputationGraph(classifier);
    try (ImageRecordReader reader = new ImageRecordReader(SIZE, SIZE, CHANNELS);
        PurifyingPreProcessor purifying =
            PurifyingPreProcessor.of(PurifierReference.of(archive, settings));
        BufferedWriter out = Files.newBufferedWriter(table)) {
      reader.initialize(new FileSplit(pictures, NativeImageLoader.ALLOWED_FORMATS));
      RecordReaderDataSetIterator batches = new RecordReaderDataSetIterator(reader, BATCH);
      batches.setCollectMetaData(true); // for the names of the files
      batches.setPreProcessor(
          new CombinedPreProcessor.Builder()
              .addPreProcessor(new BgrToRgbPreProcessor())
              .addPreProcessor(new ImagePreProcessingScaler(0, 1))
              .addPreProcessor(purifying)
              .build());
      out.write("picture,class,probability\n");
      while (batches.hasNext()) {
        DataSet batch = batches.next();
        try (INDArray images = batch.getFeatures();
            INDArray probabilities = network.outputSingle(images)) {
          write(batch.getExampleMetaData(RecordMetaData.class), probabilities, out);
        }
      }
    }
  }

  private static void write(
      List<RecordMetaData> records, INDArray probabilities, BufferedWriter out) throws IOException {
    for (int i = 0; i < records.size(); i++) {
      INDArray row = probabilities.getRow(i);
      int best = row.argMax().getInt(0);
      URI picture = records.get(i).getURI();
      out.write(
          String.format(
              Locale.ROOT,
              "\"%s\",%d,%.4f\n",
              Path.of(picture).getFileName().toString().replace("\"", "\"\""),
              best,
              row.getDouble(best)));
    }
  }
}
