package org.purify4j.victim;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerMinMaxScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The straight line by which a normalizer maps pixels, read off what it makes of three constant
 * images.
 *
 * @param gain of pixels in [0, 1], along axis 1, or one for all
 * @param shift along axis 1, or one for all
 */
record NormalizerProbe(List<Double> gain, List<Double> shift) {
  private static final double MOST = 255;
  private static final double TOLERANCE = 1e-3;
  private static final int SIDE = 2;

  /** Reads a normalizer of inputs of this encoding. */
  static NormalizerProbe of(DataNormalization normalizer, InputEncoding encoding, int channels) {
    long axis = axis(encoding, channels);
    requireFits(normalizer, encoding, axis);
    double[] low = transformed(normalizer, encoding, axis, channels, 0);
    double[] middle = transformed(normalizer, encoding, axis, channels, MOST / 2);
    double[] high = transformed(normalizer, encoding, axis, channels, MOST);
    double largest = largest(normalizer, low, high);
    List<Double> gain = new ArrayList<>();
    List<Double> shift = new ArrayList<>();
    for (int i = 0; i < axis; i++) {
      double rise = high[i] - low[i];
      if (!Double.isFinite(rise)
          || rise == 0
          || !(Math.abs(middle[i] - (low[i] + high[i]) / 2) <= TOLERANCE * Math.abs(rise))) {
        throw new IllegalArgumentException(
            name(normalizer) + ", must map each pixel by a straight line (purify before it)");
      }
      gain.add(rise / MOST * largest);
      shift.add(low[i]);
    }
    return new NormalizerProbe(onlyOne(gain, shift, gain), onlyOne(gain, shift, shift));
  }

  InputEncoding apply(InputEncoding encoding) {
    return encoding.withValues(gain, shift);
  }

  private static List<Double> onlyOne(List<Double> gain, List<Double> shift, List<Double> of) {
    boolean same = gain.stream().distinct().count() == 1 && shift.stream().distinct().count() == 1;
    return same ? List.of(of.get(0)) : of;
  }

  private static long axis(InputEncoding encoding, int channels) {
    if (!encoding.flat().isEmpty()) {
      return encoding.flat().stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }
    return encoding.format() == CNN2DFormat.NHWC ? 1 : channels;
  }

  private static void requireFits(DataNormalization normalizer, InputEncoding encoding, long axis) {
    if (encoding.format() == CNN2DFormat.NHWC
        && !(normalizer instanceof ImagePreProcessingScaler)) {
      throw new IllegalArgumentException(
          name(normalizer)
              + " for channels-last images, must be ImagePreProcessingScaler (the others of DL4J"
              + " work along axis 1, which is the height there)");
    }
    long fitted =
        normalizer instanceof NormalizerStandardize standardize
            ? standardize.getMean().length()
            : normalizer instanceof NormalizerMinMaxScaler scaler ? scaler.getMin().length() : axis;
    if (fitted != axis) {
      throw new IllegalArgumentException(
          name(normalizer)
              + " fitted to "
              + fitted
              + " features, must be fitted to the "
              + axis
              + " along axis 1 of the network's input");
    }
  }

  /** The pixel value that stands for 1. */
  private static double largest(DataNormalization normalizer, double[] low, double[] high) {
    if (normalizer instanceof ImagePreProcessingScaler scaler) {
      return scaler.getMaxPixelVal();
    }
    for (int i = 0; i < low.length; i++) {
      double deviation = MOST / (high[i] - low[i]);
      double mean = -low[i] * deviation;
      if (Math.abs(deviation) > 1 + TOLERANCE || Math.abs(mean) > 1 + TOLERANCE) {
        return MOST;
      }
    }
    return 1;
  }

  /** What becomes of a constant image, along axis 1. */
  private static double[] transformed(
      DataNormalization normalizer, InputEncoding encoding, long axis, int channels, double value) {
    long[] shape =
        !encoding.flat().isEmpty()
            ? new long[] {1, axis}
            : encoding.format() == CNN2DFormat.NHWC
                ? new long[] {1, SIDE, SIDE, channels}
                : new long[] {1, channels, SIDE, SIDE};
    INDArray probe = Nd4j.valueArrayOf(shape, value, DataType.FLOAT).dup('c');
    normalizer.transform(probe);
    double[] all = probe.dup('c').data().asDouble();
    double[] along = new double[(int) axis];
    for (int i = 0; i < axis; i++) {
      along[i] = all[i * (all.length / (int) axis)];
    }
    return along;
  }

  private static String name(DataNormalization normalizer) {
    return "normalizer: got " + normalizer.getClass().getSimpleName();
  }
}
