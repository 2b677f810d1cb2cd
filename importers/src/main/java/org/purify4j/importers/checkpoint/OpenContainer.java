package org.purify4j.importers.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;

/** A checkpoint file whose structure was read and whose storages have not been. */
interface OpenContainer extends Closeable {
  Container kind();

  /**
   * The saved object: dictionaries and lists (see {@link Unpickler}) with {@link StridedTensor}s.
   */
  Object root();

  /** What the file says of itself beside its tensors, by name. */
  default Map<String, String> metadata() {
    return Map.of();
  }

  /**
   * Bytes that the file holds for a storage.
   *
   * @throws MalformedFileException if there is no such storage
   */
  long storageBytes(String key) throws MalformedFileException;

  /**
   * Reads part of a storage.
   *
   * @return exactly {@code length} bytes from 0 to limit, in the byte order of the file
   */
  ByteBuffer read(String key, long from, int length) throws IOException;

  /** SHA-256 of the file that is open, in lower-case hexadecimal; called once, by any thread. */
  String sha256() throws IOException;
}
