package org.purify4j.saved;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.diffusion.archive.FiniteWeights;
import org.purify4j.diffusion.archive.Half;

/**
 * Vectors in the form of {@code Nd4j.write}: a buffer of shape information, then a buffer of
 * elements, each with its allocation mode, length and type. {@code Nd4j.read} believes all of it;
 * this reads vectors of floating-point numbers alone, and only if everything agrees.
 */
final class SavedArray {
  /** Allocation modes of ND4J, those of before 1.0 first, whose lengths are 32-bit numbers. */
  private static final List<String> MODES =
      List.of("DIRECT", "HEAP", "JAVACPP", "LONG_SHAPE", "MIXED_DATA_TYPES");

  private static final int FIRST_WITH_LONG_LENGTHS = 3;
  private static final int HIGHEST_RANK = 2;
  private static final int CHUNK = 1 << 16;

  private SavedArray() {}

  /**
   * Reads a vector.
   *
   * @param in stands behind it afterwards
   * @param length how many bytes there are at most
   * @return {@code [1, n]}, of the type that was written; empty if n is 0
   * @throws IOException if it is none, or some number in it is not finite or larger than that of
   *     any trained network
   */
  static INDArray vector(InputStream in, long length) throws IOException {
    DataInputStream data = new DataInputStream(in);
    long[] shapeInformation = shapeInformation(data);
    Header header = Header.read(data);
    DataType type = floating(header.type());
    long elements = elements(shapeInformation);
    if (elements != header.length()) {
      throw new IOException(
          "got an array of "
              + header.length()
              + " elements whose shape has "
              + elements
              + ", must be as many");
    }
    if (elements > Integer.MAX_VALUE || elements * type.width() > length) {
      throw new IOException("got " + elements + " elements in " + length + " bytes");
    }
    int count = (int) elements;
    if (count == 0) {
      return Nd4j.empty(type);
    }
    return type == DataType.DOUBLE ? doubles(data, count) : floats(data, count, type);
  }

  /** Mode, length and type before a buffer. */
  private record Header(long length, String type) {
    static Header read(DataInputStream in) throws IOException {
      String mode = in.readUTF();
      int known = MODES.indexOf(mode);
      if (known < 0) {
        throw new IOException("is no array of ND4J (allocation mode '" + mode + "')");
      }
      long length = known < FIRST_WITH_LONG_LENGTHS ? in.readInt() : in.readLong();
      if (length < 0) {
        throw new IOException("got an array of " + length + " elements");
      }
      return new Header(length, in.readUTF());
    }
  }

  /** {@code [rank, shape, strides, extras, element-wise stride, order]}. */
  private static long[] shapeInformation(DataInputStream in) throws IOException {
    Header header = Header.read(in);
    boolean wide = header.type().equals("LONG");
    if (!wide && !header.type().equals("INT") || header.length() > 2 * HIGHEST_RANK + 4) {
      throw new IOException(
          "shape information: got "
              + header.length()
              + " numbers of type "
              + header.type()
              + ", must be that of a vector");
    }
    long[] numbers = new long[(int) header.length()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = wide ? in.readLong() : in.readInt();
    }
    return numbers;
  }

  private static DataType floating(String name) throws IOException {
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE, DataType.FLOAT16)) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    throw new IOException("data type: got " + name + ", must be FLOAT, DOUBLE or HALF");
  }

  /** Of a vector of one axis, or of a row or column, whose elements lie one behind the other. */
  private static long elements(long... information) throws IOException {
    int rank = (int) Math.max(0, Math.min(information[0], HIGHEST_RANK + 1));
    boolean known = rank >= 1 && rank <= HIGHEST_RANK && information.length == 2 * rank + 4;
    if (known) {
      long[] shape = Arrays.copyOfRange(information, 1, 1 + rank);
      long[] strides = Arrays.copyOfRange(information, 1 + rank, 1 + 2 * rank);
      int[] axes = IntStream.range(0, rank).filter(axis -> shape[axis] != 1).toArray();
      OptionalInt axis = axes.length == 1 ? OptionalInt.of(axes[0]) : OptionalInt.empty();
      if (axes.length == 0) {
        return 1;
      }
      long size = axis.isPresent() ? shape[axis.getAsInt()] : -1;
      if (size == 0 || size > 1 && strides[axis.getAsInt()] == 1) {
        return size;
      }
    }
    throw new IOException(
        "shape information: got " + Arrays.toString(information) + ", must be that of a vector");
  }

  private static INDArray floats(DataInputStream in, int count, DataType type) throws IOException {
    float[] values = new float[count];
    byte[] chunk = new byte[CHUNK];
    int width = type.width();
    for (int i = 0; i < count; ) {
      int read = Math.min(count - i, CHUNK / width);
      in.readFully(chunk, 0, read * width);
      ByteBuffer bytes = ByteBuffer.wrap(chunk);
      for (int end = i + read; i < end; i++) {
        values[i] = number(bytes, type);
      }
    }
    requireTrained(values);
    return Nd4j.create(values, new long[] {1, count}, 'c').castTo(type);
  }

  private static float number(ByteBuffer bytes, DataType type) {
    return type == DataType.FLOAT ? bytes.getFloat() : Half.toFloat(bytes.getShort());
  }

  private static INDArray doubles(DataInputStream in, int count) throws IOException {
    double[] values = new double[count];
    float[] rounded = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.readDouble();
      rounded[i] = (float) values[i];
    }
    requireTrained(rounded);
    return Nd4j.create(values, new long[] {1, count}, 'c');
  }

  private static void requireTrained(float... values) throws IOException {
    Optional<String> problem = FiniteWeights.problem(FloatBuffer.wrap(values), values.length);
    if (problem.isPresent()) {
      throw new IOException(problem.get());
    }
  }
}
