package org.purify4j.importers.checkpoint;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.purify4j.diffusion.fault.Closing;

/**
 * What torch.save wrote before PyTorch 1.6: five pickles (magic number, protocol, system, the
 * object, the storage keys), then for each key the number of elements as int64 and the raw
 * elements.
 */
final class TorchLegacy implements OpenContainer {
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final Long PROTOCOL = 1001L;

  /** Where a storage lies in the file. */
  private record Extent(long position, long bytes) {}

  private final MappedFile file;
  private final Map<String, StorageRef> declared = new HashMap<>();
  private final Map<String, Extent> extents = new HashMap<>();
  private final Object root;

  private TorchLegacy(MappedFile file) throws IOException {
    this.file = file;
    PickleInput in = new PickleInput(file.from(0));
    expect("magic number", MAGIC, load(in));
    expect("protocol", PROTOCOL, load(in));
    if (load(in) instanceof Map<?, ?> system && Boolean.FALSE.equals(system.get("little_endian"))) {
      throw new MalformedFileException("a legacy checkpoint written on a big-endian machine");
    }
    root = load(in);
    if (!(load(in) instanceof List<?> keys)) {
      throw new MalformedFileException("a legacy checkpoint without its list of storage keys");
    }
    locate(keys, in.position());
  }

  /** Opens the file, reads its pickles and finds its storages. */
  static TorchLegacy open(Path path) throws IOException {
    MappedFile file = MappedFile.open(path);
    try {
      return new TorchLegacy(file);
    } catch (IOException | RuntimeException e) {
      Closing.after(e, file);
      throw e;
    }
  }

  @Override
  public Container kind() {
    return Container.TORCH_LEGACY;
  }

  @Override
  public Object root() {
    return root;
  }

  @Override
  public long storageBytes(String key) throws MalformedFileException {
    return extent(key).bytes();
  }

  @Override
  public ByteBuffer read(String key, long from, int length) throws IOException {
    return file.range(extent(key).position() + from, length);
  }

  @Override
  public String sha256() throws IOException {
    return file.sha256();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private Extent extent(String key) throws MalformedFileException {
    Extent extent = extents.get(key);
    if (extent == null) {
      throw new MalformedFileException("storage " + key + " is missing from the file");
    }
    return extent;
  }

  private Object load(PickleInput in) throws IOException {
    return new Unpickler(in, storage -> declared.put(storage.key(), storage)).load();
  }

  private static void expect(String what, Object expected, Object found)
      throws MalformedFileException {
    if (!expected.equals(found)) {
      throw new MalformedFileException(
          "a pickle without PyTorch's " + what + ", must be a file written by torch.save");
    }
  }

  private void locate(List<?> keys, long afterPickles) throws IOException {
    long position = afterPickles;
    for (Object key : keys) {
      StorageRef storage = key instanceof String text ? declared.get(text) : null;
      if (storage == null) {
        throw new MalformedFileException("a storage is in the file that no tensor refers to");
      }
      long elements = file.range(position, Long.BYTES).getLong();
      position += Long.BYTES;
      if (elements < 0 || elements > (file.size() - position) / storage.type().bytes()) {
        throw new MalformedFileException(
            "storage "
                + key
                + ": got a length of "
                + elements
                + " elements, the file ends before (is it truncated?)");
      }
      long bytes = elements * storage.type().bytes();
      if (extents.put(storage.key(), new Extent(position, bytes)) != null) {
        throw new MalformedFileException("storage " + key + " is in the file twice");
      }
      position += bytes;
    }
    if (position != file.size()) {
      throw new MalformedFileException(
          "the storages end at byte " + position + ", the file has " + file.size() + " bytes");
    }
  }
}
