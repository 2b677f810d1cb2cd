package org.purify4j.victim;

import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * How the input of a network encodes images, and the conversion between the two. Images are {@code
 * [n, c, h, w]} in [0, 1], RGB or grey. An input differs from them in the order of its axes and
 * colours, in being flat, and in its values {@code gain·pixel + shift}, which is what a normalizer
 * makes of pixels.
 *
 * @param format order of the axes; channels first if the input is flat
 * @param order of the colours
 * @param flat {@code c, h, w} if the input is {@code [n, c·h·w]}, row by row, channel by channel;
 *     else empty
 * @param gain factors along axis 1 of the input, or one for all
 * @param shift summands along axis 1 of the input, or one for all; as many as factors
 */
public record InputEncoding(
    @JsonProperty("format") CNN2DFormat format,
    @JsonProperty("order") ChannelOrder order,
    @JsonProperty("flat") List<Integer> flat,
    @JsonProperty("gain") List<Double> gain,
    @JsonProperty("shift") List<Double> shift)
    implements Serializable {
  @Serial private static final long serialVersionUID = 1L;

  /** Images as they are. */
  public static final InputEncoding PLAIN = of(CNN2DFormat.NCHW);

  private static final int COLOURS = 3;

  public InputEncoding {
    flat = List.copyOf(flat);
    gain = List.copyOf(gain);
    shift = List.copyOf(shift);
    if (!flat.isEmpty()
        && (flat.size() != 3
            || flat.stream().anyMatch(side -> side < 1)
            || format != CNN2DFormat.NCHW)) {
      throw new IllegalArgumentException(
          "flat: got " + flat + " " + format + ", must be channels, height and width of NCHW");
    }
    if (gain.isEmpty() || gain.size() != shift.size()) {
      throw new IllegalArgumentException(
          "gain: got " + gain.size() + " beside " + shift.size() + " shifts, must be as many");
    }
    if (!Stream.concat(gain.stream(), shift.stream()).allMatch(Double::isFinite)
        || gain.contains(0.0)) {
      throw new IllegalArgumentException(
          "gain: got " + gain + ", shift " + shift + ", must be finite, and no gain 0");
    }
  }

  /** Returns the encoding of RGB images in [0, 1] whose axes are in this order. */
  public static InputEncoding of(CNN2DFormat format) {
    return new InputEncoding(format, ChannelOrder.RGB, List.of(), List.of(1.0), List.of(0.0));
  }

  /** Returns the encoding of images in [0, 1] that are flattened channel by channel. */
  public static InputEncoding flat(int channels, int height, int width) {
    return PLAIN.withFlat(List.of(channels, height, width));
  }

  /**
   * Reads off a graph with one input what its configuration says: order of axes, and flatness if a
   * {@code FeedForwardToCnnPreProcessor} undoes it. Colours are taken to be RGB and values pixels
   * in [0, 1].
   */
  public static InputEncoding of(ComputationGraph network) {
    return NetworkStructure.of(network).encoding();
  }

  /**
   * Reads off a network of layers what its configuration says, as {@link #of(ComputationGraph)}.
   */
  public static InputEncoding of(MultiLayerNetwork network) {
    return NetworkStructure.of(network).encoding();
  }

  /** Returns a copy with another order of colours. */
  public InputEncoding withOrder(ChannelOrder newOrder) {
    return new InputEncoding(format, newOrder, flat, gain, shift);
  }

  /** Returns a copy with other values, {@code gain·pixel + shift} for pixels in [0, 1]. */
  public InputEncoding withValues(List<Double> newGain, List<Double> newShift) {
    return new InputEncoding(format, order, flat, newGain, newShift);
  }

  /**
   * Returns a copy for inputs that have gone through a normalizer.
   *
   * @param normalizer fitted if it has to be; any that maps each pixel by a straight line, such as
   *     {@code ImagePreProcessingScaler}, {@code NormalizerStandardize}, {@code
   *     NormalizerMinMaxScaler} or {@code VGG16ImagePreProcessor}. What it was fitted to is taken
   *     to be 8-bit pixels if a mean or deviation is above 1, and pixels in [0, 1] otherwise
   * @param channels of the images
   * @throws IllegalArgumentException if the normalizer is not of this kind, or was fitted to other
   *     shapes
   */
  public InputEncoding withNormalizer(DataNormalization normalizer, int channels) {
    return NormalizerProbe.of(normalizer, this, channels).apply(this);
  }

  InputEncoding withFlat(List<Integer> newFlat) {
    return new InputEncoding(format, order, newFlat, gain, shift);
  }

  /**
   * Encodes images.
   *
   * @param images {@code [n, c, h, w]}, not modified
   * @return a fresh array of the same type, attached to no view
   */
  public INDArray toInput(INDArray images) {
    INDArray laidOut = layOut(images).dup('c');
    return isIdentity() ? laidOut : laidOut.muli(along(laidOut, gain)).addi(along(laidOut, shift));
  }

  /**
   * Decodes a network's input.
   *
   * @param input not modified
   * @return {@code [n, c, h, w]}, a fresh array of the same type
   * @throws IllegalArgumentException if the input has another shape
   */
  public INDArray toImages(INDArray input) {
    INDArray values = flattened(input).dup('c');
    if (!isIdentity()) {
      values.subi(along(values, shift)).divi(along(values, gain));
    }
    return restore(values);
  }

  /**
   * Returns the gradient with respect to images that belongs to one with respect to their encoding.
   *
   * @param ofInput of the shape of the network's input, not modified
   * @return {@code [n, c, h, w]}, a fresh array of the same type
   */
  public INDArray ofImages(INDArray ofInput) {
    INDArray values = flattened(ofInput).dup('c');
    return restore(isIdentity() ? values : values.muli(along(values, gain)));
  }

  private boolean isIdentity() {
    return gain.stream().allMatch(g -> g == 1.0) && shift.stream().allMatch(s -> s == 0.0);
  }

  private INDArray layOut(INDArray images) {
    INDArray ordered = reordered(images);
    if (!flat.isEmpty()) {
      return ordered.dup('c').reshape('c', ordered.size(0), ordered.length() / ordered.size(0));
    }
    return format == CNN2DFormat.NHWC ? ordered.permute(0, 2, 3, 1) : ordered;
  }

  /** The input itself, flat if it is to be flat: DL4J also takes those images as they are. */
  private INDArray flattened(INDArray input) {
    if (flat.isEmpty()) {
      if (input.rank() != 4) {
        throw new IllegalArgumentException(
            "images: got shape "
                + Arrays.toString(input.shape())
                + ", must be of rank 4, "
                + format.dimensionNames());
      }
      return input;
    }
    long pixels = flat.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    if (input.length() != input.size(0) * pixels) {
      throw new IllegalArgumentException(
          "images: got shape "
              + Arrays.toString(input.shape())
              + ", must be [n, "
              + pixels
              + "], which are "
              + flat
              + " flattened");
    }
    return input.dup('c').reshape('c', input.size(0), pixels);
  }

  private INDArray restore(INDArray values) {
    if (!flat.isEmpty()) {
      return reordered(values.reshape('c', values.size(0), flat.get(0), flat.get(1), flat.get(2)));
    }
    return reordered(format == CNN2DFormat.NHWC ? values.permute(0, 3, 1, 2).dup('c') : values);
  }

  /** With the colours the other way round, if their order is not that of images. */
  private INDArray reordered(INDArray images) {
    if (order == ChannelOrder.RGB) {
      return images;
    }
    if (images.size(1) != COLOURS) {
      throw new IllegalArgumentException(
          "order: got BGR for images of " + images.size(1) + " channels, must be RGB");
    }
    return Nd4j.concat(1, colour(images, 2), colour(images, 1), colour(images, 0));
  }

  private static INDArray colour(INDArray images, int number) {
    return images.get(NDArrayIndex.all(), NDArrayIndex.interval(number, number + 1)).dup('c');
  }

  private static INDArray along(INDArray input, List<Double> values) {
    long[] shape = new long[input.rank()];
    Arrays.fill(shape, 1);
    if (values.size() > 1) {
      if (input.size(1) != values.size()) {
        throw new IllegalArgumentException(
            "input: got "
                + input.size(1)
                + " along axis 1, must be "
                + values.size()
                + " (those of its normalizer)");
      }
      shape[1] = values.size();
    }
    double[] numbers = values.stream().mapToDouble(Double::doubleValue).toArray();
    return Nd4j.createFromArray(numbers).castTo(input.dataType()).reshape('c', shape);
  }
}
