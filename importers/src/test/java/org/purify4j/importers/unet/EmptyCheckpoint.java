package org.purify4j.importers.unet;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** A safetensors file of names and shapes whose elements are a hole in the file, read as zeros. */
final class EmptyCheckpoint {
  /** The types of elements. */
  enum Type {
    /** A single byte, which no weight is. */
    U8(1),
    /** Single precision. */
    F32(Float.BYTES);

    private final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }
  }

  private EmptyCheckpoint() {}

  static void write(Map<String, long[]> tensors, Type type, Path file) throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode header = json.createObjectNode();
    long end = 0;
    for (Map.Entry<String, long[]> tensor : tensors.entrySet()) {
      ObjectNode entry = header.putObject(tensor.getKey()).put("dtype", type.name());
      entry.set("shape", json.valueToTree(tensor.getValue()));
      entry.putArray("data_offsets").add(end);
      end += type.bytes * Arrays.stream(tensor.getValue()).reduce(1, (a, b) -> a * b);
      entry.withArray("data_offsets").add(end);
    }
    byte[] bytes = json.writeValueAsBytes(header);
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      out.write(length.putLong(bytes.length).array());
      out.write(bytes);
      out.setLength(Long.BYTES + bytes.length + end);
    }
  }
}
