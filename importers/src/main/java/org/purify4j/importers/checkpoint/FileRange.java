package org.purify4j.importers.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** Reads a stretch of a file. */
final class FileRange {
  private FileRange() {}

  /** Exactly {@code length} bytes from {@code position}, little-endian. */
  static ByteBuffer read(FileChannel file, long position, int length) throws IOException {
    if (length > file.size() - position) {
      throw new MalformedFileException("the file ends in its middle (is it truncated?)");
    }
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, position + bytes.position()) < 0) {
        throw new MalformedFileException("the file ends in its middle (is it truncated?)");
      }
    }
    return bytes.flip();
  }
}
