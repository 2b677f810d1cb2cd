package org.purify4j.importers.npz;

import java.nio.ByteBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One NumPy array, of float32, float64, the integers, bool or (scalars only) a unicode string. A
 * wrong question to it is an {@link IllegalArgumentException} that says what it is.
 */
final class NpyArray {
  private final NpyHeader header;
  private final ByteBuffer elements;
  private final int count;

  private NpyArray(NpyHeader header, ByteBuffer elements, int count) {
    this.header = header;
    this.elements = elements;
    this.count = count;
  }

  /**
   * Reads the bytes of an npy file.
   *
   * @throws IllegalArgumentException saying what is wrong with them
   */
  static NpyArray parse(byte[] file) {
    NpyHeader header = NpyHeader.parse(file);
    if (header.columnMajor() && header.shape().length > 1) {
      throw new IllegalArgumentException("is in column-major order, must be in row-major order");
    }
    long bytes = header.elements() * header.itemBytes();
    if (bytes != file.length - header.dataAt()) {
      throw new IllegalArgumentException(
          "has " + (file.length - header.dataAt()) + " bytes of elements, must have " + bytes);
    }
    ByteBuffer elements =
        ByteBuffer.wrap(file, header.dataAt(), (int) bytes).slice().order(header.order());
    return new NpyArray(header, elements, (int) header.elements());
  }

  /** Sizes, outermost first; empty for a scalar. */
  long[] shape() {
    return header.shape().clone();
  }

  /** The elements as doubles, row-major; from every type of number and from bool. */
  double[] doubles() {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = header.kind() == 'f' ? real(i) : integer(i);
    }
    return values;
  }

  /** The elements as longs, row-major; from integers and bool. */
  long[] longs() {
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] = integer(i);
    }
    return values;
  }

  /** The string of a unicode scalar. */
  String string() {
    if (header.kind() != 'U' || count != 1) {
      throw new IllegalArgumentException("is of type " + type() + ", must be one string");
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < header.itemBytes() && elements.getInt(i) != 0; i += 4) {
      int c = elements.getInt(i);
      text.appendCodePoint(Character.isValidCodePoint(c) ? c : '?');
    }
    return text.toString();
  }

  /**
   * The array as ND4J's: float64 stays double and float32 float; integers become long and bool
   * bool. Row-major, newly allocated outside every workspace.
   */
  @SuppressWarnings("try") // the scope is left on close, and not otherwise used
  INDArray array() {
    DataType type =
        switch (header.kind()) {
          case 'f' -> header.itemBytes() == 8 ? DataType.DOUBLE : DataType.FLOAT;
          case 'b' -> DataType.BOOL;
          default -> DataType.INT64;
        };
    try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      INDArray flat =
          type == DataType.INT64
              ? Nd4j.createFromArray(longs())
              : Nd4j.createFromArray(doubles()).castTo(type);
      return count == 1 && header.shape().length == 0
          ? flat.reshape()
          : flat.reshape('c', header.shape());
    }
  }

  private double real(int index) {
    return switch (type()) {
      case "f4" -> elements.getFloat(4 * index);
      case "f8" -> elements.getDouble(8 * index);
      default -> throw new IllegalArgumentException("is of type " + type() + ", which is not read");
    };
  }

  private long integer(int index) {
    return switch (type()) {
      case "i1" -> elements.get(index);
      case "u1" -> elements.get(index) & 0xff;
      case "b1" -> elements.get(index) == 0 ? 0 : 1;
      case "i2" -> elements.getShort(2 * index);
      case "u2" -> elements.getShort(2 * index) & 0xffff;
      case "i4" -> elements.getInt(4 * index);
      case "u4" -> elements.getInt(4 * index) & 0xffffffffL;
      case "i8" -> elements.getLong(8 * index);
      default -> throw new IllegalArgumentException("is of type " + type() + ", must be integers");
    };
  }

  private String type() {
    return header.kind() + Integer.toString(header.itemBytes());
  }
}
