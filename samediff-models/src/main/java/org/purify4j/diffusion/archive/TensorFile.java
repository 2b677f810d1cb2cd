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

  private TensorFile() {}

  /** Writes the tensors, in order, as float32. */
  public static void write(Map<String, INDArray> tensors, OutputStream out) throws IOException {
    write(tensors, Precision.FLOAT32, out);
  }

  /**
   * Writes the tensors, in order.
   *
   * @throws IllegalArgumentException if a number is too large for the precision
   */
  public static void write(Map<String, INDArray> tensors, Precision precision, OutputStream out)
      throws IOException {
    ObjectNode header = JSON.createObjectNode();
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
    byte[] json = JSON.writeValueAsBytes(header);
    out.write(littleEndian(Long.BYTES).putLong(json.length).array());
    out.write(json);
    for (INDArray tensor : tensors.values()) {
      float[] values = tensor.castTo(DataType.FLOAT).dup('c').data().asFloat();
      ByteBuffer bytes = littleEndian(Math.multiplyExact(values.length, precision.bytes()));
      for (float value : values) {
        precision.put(value, bytes);
      }
      out.write(bytes.array());
    }
  }

  /** Reads what {@link #write} wrote, as float32. */
  public static Map<String, INDArray> read(InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    long length = Long.reverseBytes(in.readLong());
    if (length < 2 || length > LONGEST_HEADER) {
      throw new IOException("tensor header: got " + length + " bytes");
    }
    JsonNode header = JSON.readTree(exactly(in, length));
    Map<String, INDArray> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : header.properties()) {
      long[] shape = JSON.convertValue(field.getValue().get("shape"), long[].class);
      long[] offsets = JSON.convertValue(field.getValue().get("data_offsets"), long[].class);
      Precision precision = precision(field.getValue().path("dtype").asText());
      tensors.put(field.getKey(), tensor(exactly(in, offsets[1] - offsets[0]), precision, shape));
    }
    return tensors;
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
