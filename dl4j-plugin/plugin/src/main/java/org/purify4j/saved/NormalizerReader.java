package org.purify4j.saved;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerMinMaxScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;

/**
 * Normalizers in the form of ND4J's {@code NormalizerSerializer}: a header with a kind, then the
 * kind's numbers. Of its kinds, CUSTOM names a class to be loaded, and those for several inputs fit
 * no image classifier; they are refused.
 */
final class NormalizerReader {
  private static final String MAGIC = "NORMALIZER";
  private static final int VERSION = 1;

  private final DataInputStream in;
  private final long length;

  private NormalizerReader(DataInputStream in, long length) {
    this.in = in;
    this.length = length;
  }

  /**
   * Reads one.
   *
   * @param length how many bytes there are
   * @throws IOException if it is none, or of a kind that is not read
   */
  static DataNormalization read(InputStream in, long length) throws IOException {
    return new NormalizerReader(new DataInputStream(in), length).read();
  }

  private DataNormalization read() throws IOException {
    String magic = in.readUTF();
    if (!magic.equals(MAGIC)) {
      throw new IOException("is no normalizer of ND4J");
    }
    int version = in.readInt();
    if (version != VERSION) {
      throw new IOException("version: got " + version + ", must be " + VERSION);
    }
    String kind = in.readUTF();
    return switch (kind) {
      case "STANDARDIZE" -> standardize();
      case "MIN_MAX" -> minMax();
      case "IMAGE_MIN_MAX" -> imageMinMax();
      default ->
          throw new IOException(
              "kind: got " + kind + ", must be STANDARDIZE, MIN_MAX or IMAGE_MIN_MAX");
    };
  }

  private NormalizerStandardize standardize() throws IOException {
    boolean labels = in.readBoolean();
    NormalizerStandardize normalizer = new NormalizerStandardize(vector(), vector());
    normalizer.fitLabel(labels);
    if (labels) {
      normalizer.setLabelStats(vector(), vector());
    }
    return normalizer;
  }

  private NormalizerMinMaxScaler minMax() throws IOException {
    boolean labels = in.readBoolean();
    NormalizerMinMaxScaler normalizer = new NormalizerMinMaxScaler(number(), number());
    normalizer.fitLabel(labels);
    normalizer.setFeatureStats(vector(), vector());
    if (labels) {
      normalizer.setLabelStats(vector(), vector());
    }
    return normalizer;
  }

  private ImagePreProcessingScaler imageMinMax() throws IOException {
    ImagePreProcessingScaler scaler = new ImagePreProcessingScaler(number(), number());
    scaler.setMaxPixelVal(number());
    return scaler;
  }

  private INDArray vector() throws IOException {
    return SavedArray.vector(in, length);
  }

  private double number() throws IOException {
    double number = in.readDouble();
    if (!Double.isFinite(number)) {
      throw new IOException("got " + number + ", must be finite");
    }
    return number;
  }
}
