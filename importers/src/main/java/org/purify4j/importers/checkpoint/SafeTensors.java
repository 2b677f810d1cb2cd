package org.purify4j.importers.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.purify4j.diffusion.fault.Closing;

/**
 * The safetensors format: header length (u64, little-endian), a JSON header that gives each tensor
 * its type, shape and bytes, and the data, which the tensors tile without overlap or gap.
 */
final class SafeTensors implements OpenContainer {
  static final long LONGEST_HEADER = 100_000_000;

  private static final int MOST_TENSORS = 1 << 18;
  private static final int MOST_DIMENSIONS = 64;
  private static final StrictJson JSON = new StrictJson("safetensors header");

  /** Bytes of a tensor, counted from the start of the data. */
  private record Extent(long begin, long end) {}

  private final MappedFile file;
  private final long data;
  private final Map<String, Extent> extents = new LinkedHashMap<>();
  private final Map<Object, Object> root = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  private SafeTensors(MappedFile file) throws IOException {
    this.file = file;
    if (file.size() < Long.BYTES) {
      throw new MalformedFileException("a safetensors file of " + file.size() + " bytes");
    }
    long header = file.range(0, Long.BYTES).getLong();
    if (header < 0 || header > LONGEST_HEADER) {
      throw new MalformedFileException(
          "safetensors header length: got "
              + Long.toUnsignedString(header)
              + ", must be at most "
              + LONGEST_HEADER);
    }
    this.data = Long.BYTES + header;
    JSON.read(file.range(Long.BYTES, (int) header), this::readEntry);
    checkTiling(file.size() - data);
  }

  /** Opens the file and reads its header. */
  static SafeTensors open(Path path) throws IOException {
    MappedFile file = MappedFile.open(path);
    try {
      return new SafeTensors(file);
    } catch (IOException | RuntimeException e) {
      Closing.after(e, file);
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
  public Map<String, String> metadata() {
    return metadata;
  }

  @Override
  public long storageBytes(String key) throws MalformedFileException {
    Extent extent = extent(key);
    return extent.end() - extent.begin();
  }

  private Extent extent(String key) throws MalformedFileException {
    Extent extent = extents.get(key);
    if (extent == null) {
      throw new MalformedFileException("tensor " + key + " is missing from the header");
    }
    return extent;
  }

  @Override
  public ByteBuffer read(String key, long from, int length) throws IOException {
    return file.range(data + extent(key).begin() + from, length);
  }

  @Override
  public String sha256() throws IOException {
    return file.sha256();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private void readEntry(String name, JsonParser parser) throws IOException {
    if (name.equals("__metadata__")) {
      readMetadata(name, parser);
    } else {
      readTensor(name, parser);
    }
    if (extents.size() > MOST_TENSORS) {
      throw JSON.problem(
          "", "got more than " + MOST_TENSORS + " tensors, must be at most " + MOST_TENSORS);
    }
  }

  /** Strings by name; some writers give null for none, or add what are no strings. */
  private void readMetadata(String place, JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    JSON.fields(
        place,
        parser,
        (name, value) -> {
          if (value.currentToken() == JsonToken.VALUE_STRING) {
            metadata.put(name, value.getText());
          } else {
            value.skipChildren();
          }
        });
  }

  /** What the header says of one tensor. */
  private static final class Entry {
    private @Nullable String type;
    private long @Nullable [] shape;
    private long @Nullable [] offsets;
  }

  private void readTensor(String name, JsonParser parser) throws IOException {
    Entry entry = new Entry();
    JSON.fields(
        name,
        parser,
        (field, value) -> {
          switch (field) {
            case "dtype" -> {
              JSON.expect(JsonToken.VALUE_STRING, name + ": dtype", value);
              entry.type = value.getText();
            }
            case "shape" -> entry.shape = longs(name, value);
            case "data_offsets" -> entry.offsets = longs(name, value);
            default -> throw new MalformedFileException(name + ": got unknown field " + field);
          }
        });
    String type = entry.type;
    long[] shape = entry.shape;
    long[] offsets = entry.offsets;
    if (type == null || shape == null || offsets == null) {
      throw JSON.problem(
          name,
          "got no "
              + (type == null ? "dtype" : shape == null ? "shape" : "data_offsets")
              + ", must have dtype, shape and data_offsets");
    }
    if (offsets.length != 2 || offsets[0] < 0 || offsets[0] > offsets[1]) {
      throw JSON.problem(
          name,
          "data_offsets: got "
              + Arrays.toString(offsets)
              + ", must be two, a beginning and an end");
    }
    long begin = offsets[0];
    long end = offsets[1];
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
    String place = name + ": " + parser.currentName();
    JSON.expect(JsonToken.START_ARRAY, place, parser);
    List<Long> values = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      JSON.expect(JsonToken.VALUE_NUMBER_INT, place, parser);
      if (values.size() == MOST_DIMENSIONS) {
        throw JSON.problem(
            place,
            "got more than " + MOST_DIMENSIONS + " numbers, must be at most " + MOST_DIMENSIONS);
      }
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
}
