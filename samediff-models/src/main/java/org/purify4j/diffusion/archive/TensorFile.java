package org.purify4j.diffusion.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Named float tensors in the safetensors format (little-endian header length, JSON header, raw
 * data), as a stream within an archive. Foreign files are the importers' business; what this reads,
 * it wrote.
 */
public final class TensorFile {
  private static final ObjectWriter WRITER = new ObjectMapper().writer();
  private static final ObjectMapper JSON = BoundedJson.mapper();
  private static final int LONGEST_HEADER = BoundedJson.LARGEST;
  private static final int CHUNK = 1 << 20;

  private TensorFile() {}

  /** Writes the tensors, in order, as float32. */
  public static void write(Map<String, INDArray> tensors, OutputStream out) throws IOException {
    write(tensors, Precision.FLOAT32, Map.of(), out);
  }

  /**
   * Writes the tensors, in order.
   *
   * @throws IllegalArgumentException if a number is too large for the precision
   */
  public static void write(Map<String, INDArray> tensors, Precision precision, OutputStream out)
      throws IOException {
    write(tensors, precision, Map.of(), out);
  }

  /**
   * Writes the tensors, in order.
   *
   * @param metadata what the header says beside the tensors, for other programs
   * @throws IllegalArgumentException if a number is too large for the precision
   */
  public static void write(
      Map<String, INDArray> tensors,
      Precision precision,
      Map<String, String> metadata,
      OutputStream out)
      throws IOException {
    ObjectNode header = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      header.set("__metadata__", JSON.valueToTree(metadata));
    }
    long offset = 0;
    for (Map.Entry<String, INDArray> tensor : tensors.entrySet()) {
      long end = offset + tensor.getValue().length() * precision.bytes();
      ObjectNode entry = header.putObject(tensor.getKey()).put("dtype", precision.code());
      for (long size : tensor.getValue().shape()) {
        entry.withArray("shape").add(size);
      }
      entry.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    byte[] json = padded(WRITER.writeValueAsBytes(header));
    out.write(littleEndian(Long.BYTES).putLong(json.length).array());
    out.write(json);
    ByteBuffer chunk = littleEndian(CHUNK);
    for (INDArray tensor : tensors.values()) {
      FloatBuffer values = values(tensor);
      while (values.hasRemaining()) {
        int count = Math.min(values.remaining(), CHUNK / precision.bytes());
        chunk.clear();
        precision.put(values.slice(values.position(), count), chunk);
        values.position(values.position() + count);
        out.write(chunk.array(), 0, chunk.position());
      }
    }
  }

  /** Spaces at the end, so that the data begins at a multiple of eight, as readers like it. */
  private static byte[] padded(byte[] json) {
    byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    return padded;
  }

  /** The elements in row-major order, where they lie if that is how they lie. */
  static FloatBuffer values(INDArray tensor) {
    boolean plain =
        tensor.dataType() == DataType.FLOAT && tensor.ordering() == 'c' && !tensor.isView();
    INDArray rowMajor = plain ? tensor : tensor.castTo(DataType.FLOAT).dup('c');
    return rowMajor.data().asNioFloat().slice(0, Math.toIntExact(tensor.length()));
  }

  /**
   * Reads what {@link #write} wrote, as float32.
   *
   * @param length how many bytes there are
   * @param wanted checks the names and shapes before any of the data is read
   * @throws IOException if the stream ends early, or its header is none that {@link #write} writes
   */
  public static Map<String, INDArray> read(
      InputStream stream, long length, Consumer<Map<String, long[]>> wanted) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    long headerBytes = Long.reverseBytes(in.readLong());
    if (headerBytes < 2 || headerBytes > LONGEST_HEADER || headerBytes > length - Long.BYTES) {
      throw new IOException("tensor header: got " + headerBytes + " bytes");
    }
    List<Placed> placed = placed(header(in.readNBytes((int) headerBytes)));
    Map<String, long[]> shapes = new LinkedHashMap<>();
    long bytes = 0;
    for (Placed tensor : placed) {
      shapes.put(tensor.name(), tensor.shape());
      bytes += tensor.bytes();
    }
    wanted.accept(shapes);
    if (bytes != length - Long.BYTES - headerBytes) {
      throw new IOException(
          "tensors: got "
              + (length - Long.BYTES - headerBytes)
              + " bytes, must be "
              + bytes
              + " by their header");
    }
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    for (Placed tensor : placed) {
      tensors.put(tensor.name(), tensor.read(in));
    }
    return tensors;
  }

  private static JsonNode header(byte[] json) throws IOException {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new IOException("tensor header: " + BoundedJson.problem(e), e);
    }
  }

  /** A tensor and where it lies. */
  private record Placed(String name, Precision precision, long[] shape, int elements) {
    long bytes() {
      return (long) elements * precision.bytes();
    }

    INDArray read(DataInputStream in) throws IOException {
      float[] values = new float[elements];
      ByteBuffer chunk = littleEndian(CHUNK);
      for (int i = 0; i < elements; ) {
        int count = Math.min(elements - i, CHUNK / precision.bytes());
        in.readFully(chunk.array(), 0, count * precision.bytes());
        chunk.clear();
        for (int end = i + count; i < end; i++) {
          values[i] = precision.get(chunk);
        }
      }
      return Nd4j.create(values, shape, 'c');
    }
  }

  private static List<Placed> placed(JsonNode header) throws IOException {
    List<Placed> placed = new ArrayList<>();
    long offset = 0;
    for (Map.Entry<String, JsonNode> field : header.properties()) {
      Precision precision = precision(field.getValue().path("dtype").asText());
      long[] shape = numbers(field.getValue().path("shape"));
      long[] offsets = numbers(field.getValue().path("data_offsets"));
      Placed tensor = new Placed(field.getKey(), precision, shape, elements(field.getKey(), shape));
      long end = offset + tensor.bytes();
      if (!Arrays.equals(offsets, new long[] {offset, end})) {
        throw new IOException(
            "tensor "
                + tensor.name()
                + ": got bytes "
                + Arrays.toString(offsets)
                + ", must be "
                + Arrays.toString(new long[] {offset, end}));
      }
      placed.add(tensor);
      offset = end;
    }
    return placed;
  }

  private static long[] numbers(JsonNode list) {
    long[] numbers = new long[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] =
          list.get(i).isIntegralNumber() && list.get(i).canConvertToLong()
              ? list.get(i).asLong()
              : -1;
    }
    return numbers;
  }

  private static int elements(String name, long[] shape) throws IOException {
    long elements = 1;
    for (long size : shape) {
      if (size < 1 || size > Integer.MAX_VALUE / elements) {
        throw new IOException("tensor " + name + ": got shape " + Arrays.toString(shape));
      }
      elements *= size;
    }
    return (int) elements;
  }

  private static Precision precision(String code) throws IOException {
    for (Precision precision : Precision.values()) {
      if (precision.code().equals(code)) {
        return precision;
      }
    }
    throw new IOException("tensor type: got " + code + ", must be F32 or F16");
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
