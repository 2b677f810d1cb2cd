package org.purify4j.importers.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The safetensors format: header length (u64, little-endian), a JSON header that gives each tensor
 * its type, shape and bytes, and the data, which the tensors tile without overlap or gap.
 */
final class SafeTensors implements OpenContainer {
  static final long LONGEST_HEADER = 100_000_000;

  private static final int MOST_TENSORS = 1 << 18;
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** Bytes of a tensor, counted from the start of the data. */
  private record Extent(long begin, long end) {}

  private final FileChannel file;
  private final long data;
  private final Map<String, Extent> extents = new LinkedHashMap<>();
  private final Map<Object, Object> root = new LinkedHashMap<>();

  private SafeTensors(FileChannel file) throws IOException {
    this.file = file;
    if (file.size() < Long.BYTES) {
      throw new MalformedFileException("a safetensors file of " + file.size() + " bytes");
    }
    long header = FileRange.read(file, 0, Long.BYTES).getLong();
    if (header < 0 || header > LONGEST_HEADER) {
      throw new MalformedFileException(
          "safetensors header length: got "
              + Long.toUnsignedString(header)
              + ", must be at most "
              + LONGEST_HEADER);
    }
    this.data = Long.BYTES + header;
    ByteBuffer json = FileRange.read(file, Long.BYTES, (int) header);
    try (JsonParser parser = JSON.createParser(json.array())) {
      readHeader(parser);
    } catch (JsonProcessingException e) {
      throw new MalformedFileException(
          "the safetensors header is no valid JSON: " + e.getOriginalMessage());
    }
    checkTiling(file.size() - data);
  }

  /** Opens the file and reads its header. */
  static SafeTensors open(Path path) throws IOException {
    FileChannel file = FileChannel.open(path);
    try {
      return new SafeTensors(file);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public Container kind() {
    return Container.SAFETENSORS;
  }

  @Override
  public Object root() {
    return root;
  }

  @Override
  public long storageBytes(String key) {
    Extent extent = extents.get(key);
    return extent.end() - extent.begin();
  }

  @Override
  public ByteBuffer read(String key, long from, int length) throws IOException {
    return FileRange.read(file, data + extents.get(key).begin() + from, length);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private void readHeader(JsonParser parser) throws IOException {
    expect(parser.nextToken() == JsonToken.START_OBJECT, "the header");
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      expect(parser.nextToken() == JsonToken.START_OBJECT, name);
      if (name.equals("__metadata__")) {
        parser.skipChildren();
      } else {
        readTensor(name, parser);
      }
      expect(extents.size() <= MOST_TENSORS, "the number of tensors");
    }
    expect(parser.currentToken() == JsonToken.END_OBJECT, "the header");
  }

  private void readTensor(String name, JsonParser parser) throws IOException {
    String type = null;
    long[] shape = null;
    long[] offsets = null;
    for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
      parser.nextToken();
      switch (field) {
        case "dtype" -> type = parser.getValueAsString();
        case "shape" -> shape = longs(name, parser);
        case "data_offsets" -> offsets = longs(name, parser);
        default -> throw new MalformedFileException(name + ": got unknown field " + field);
      }
    }
    expect(type != null && shape != null && offsets != null && offsets.length == 2, name);
    long begin = offsets[0];
    long end = offsets[1];
    expect(begin >= 0 && begin <= end, name);
    extents.put(name, new Extent(begin, end));
    root.put(name, tensor(name, type, shape, end - begin));
  }

  private static Object tensor(String name, String typeName, long[] shape, long bytes)
      throws MalformedFileException {
    Optional<ElementType> found = ElementType.ofSafetensors(typeName);
    if (found.isEmpty()) {
      return new Inert(new GlobalName("safetensors", typeName));
    }
    ElementType type = found.get();
    TensorInfo info = new TensorInfo(type, shape);
    try {
      if (Math.multiplyExact(info.elements(), type.bytes()) != bytes) {
        throw new MalformedFileException(
            name + ": got " + bytes + " bytes, " + info + " must have others");
      }
    } catch (ArithmeticException e) {
      throw new MalformedFileException(name + ": " + info + " overflows");
    }
    return StridedTensor.packed(StorageRef.of(name, type, 0, bytes / type.bytes()), shape);
  }

  private static long[] longs(String name, JsonParser parser) throws IOException {
    expect(parser.currentToken() == JsonToken.START_ARRAY, name);
    List<Long> values = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      expect(parser.currentToken() == JsonToken.VALUE_NUMBER_INT && values.size() < 64, name);
      values.add(parser.getLongValue());
    }
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  private void checkTiling(long dataBytes) throws MalformedFileException {
    List<Map.Entry<String, Extent>> sorted = new ArrayList<>(extents.entrySet());
    sorted.sort(
        Comparator.<Map.Entry<String, Extent>>comparingLong(e -> e.getValue().begin())
            .thenComparingLong(e -> e.getValue().end()));
    long covered = 0;
    for (Map.Entry<String, Extent> entry : sorted) {
      if (entry.getValue().begin() != covered) {
        throw new MalformedFileException(
            entry.getKey()
                + ": its data begins at byte "
                + entry.getValue().begin()
                + ", must begin at "
                + covered
                + " (tensors may neither overlap nor leave gaps)");
      }
      covered = entry.getValue().end();
      if (covered > dataBytes) {
        throw new MalformedFileException(
            entry.getKey() + ": its data ends at byte " + covered + " of " + dataBytes);
      }
    }
    if (covered != dataBytes) {
      throw new MalformedFileException(
          "the tensors take " + covered + " bytes, the file holds " + dataBytes);
    }
  }

  private static void expect(boolean condition, String what) throws MalformedFileException {
    if (!condition) {
      throw new MalformedFileException("the safetensors header is malformed at " + what);
    }
  }
}
