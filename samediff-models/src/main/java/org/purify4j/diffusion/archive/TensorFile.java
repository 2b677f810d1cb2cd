package org.purify4j.diffusion.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Named float tensors in the safetensors format (little-endian header length, JSON header, raw
 * data), as a stream within an archive. Foreign files are the importers' business; what this reads,
 * it wrote.
 */
public final class TensorFile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST_HEADER = 100_000_000;
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
    byte[] json = padded(JSON.writeValueAsBytes(header));
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
   * @throws IOException if the stream ends early, or its header is none that {@link #write} writes
   */
  public static Map<String, INDArray> read(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    long length = Long.reverseBytes(in.readLong());
    if (length < 2 || length > LONGEST_HEADER) {
      throw new IOException("tensor header: got " + length + " bytes");
    }
    JsonNode header = JSON.readTree(exactly(in, length));
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    long offset = 0;
    for (Map.Entry<String, JsonNode> field : header.properties()) {
      Precision precision = precision(field.getValue().path("dtype").asText());
      long[] shape = numbers(field.getValue().path("shape"));
      long[] offsets = numbers(field.getValue().path("data_offsets"));
      long bytes = elements(field.getKey(), shape) * precision.bytes();
      if (!Arrays.equals(offsets, new long[] {offset, offset + bytes})) {
        throw new IOException(
            "tensor "
                + field.getKey()
                + ": got bytes "
                + Arrays.toString(offsets)
                + ", must be "
                + Arrays.toString(new long[] {offset, offset + bytes}));
      }
      tensors.put(field.getKey(), tensor(exactly(in, bytes), precision, shape));
      offset += bytes;
    }
    return tensors;
  }

  private static long[] numbers(JsonNode list) {
    long[] numbers = new long[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = list.get(i).canConvertToLong() ? list.get(i).asLong() : -1;
    }
    return numbers;
  }

  private static long elements(String name, long[] shape) throws IOException {
    long elements = 1;
    for (long size : shape) {
      if (size < 1 || size > Integer.MAX_VALUE / elements) {
        throw new IOException("tensor " + name + ": got shape " + Arrays.toString(shape));
      }
      elements *= size;
    }
    return elements;
  }

  private static byte[] exactly(InputStream in, long length) throws IOException {
    byte[] bytes = in.readNBytes(Math.toIntExact(length));
    if (bytes.length != length) {
      throw new IOException("tensors: got " + bytes.length + " of " + length + " bytes");
    }
    return bytes;
  }

  private static Precision precision(String code) throws IOException {
    for (Precision precision : Precision.values()) {
      if (precision.code().equals(code)) {
        return precision;
      }
    }
    throw new IOException("tensor type: got " + code + ", must be F32 or F16");
  }

  private static INDArray tensor(byte[] bytes, Precision precision, long[] shape) {
    float[] values = new float[bytes.length / precision.bytes()];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < values.length; i++) {
      values[i] = precision.get(buffer);
    }
    return Nd4j.create(values, shape, 'c');
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
