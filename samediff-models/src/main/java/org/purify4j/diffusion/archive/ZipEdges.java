package org.purify4j.diffusion.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The two ends of a zip archive. {@code java.util.zip.ZipFile} also takes archives with other bytes
 * before and after them, which no digest or checksum covers.
 */
final class ZipEdges {
  private static final int MEMBER = 0x04034b50;
  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;

  private ZipEdges() {}

  /**
   * Checks that nothing stands before the first member or after the end record.
   *
   * @throws ArchiveException if something does
   */
  static void check(Path file) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      ByteBuffer first = bytes(channel, 0, 4);
      if (first.getInt(0) != MEMBER) {
        throw new ArchiveException(file + ": has no members, or bytes before the first one");
      }
      ByteBuffer last = bytes(channel, channel.size() - END_BYTES, END_BYTES);
      boolean here = last.getInt(0) == END && last.getShort(END_BYTES - 2) == 0;
      if (!here) {
        throw new ArchiveException(
            file + ": has bytes after its end, must be a zip archive and nothing else");
      }
    }
  }

  private static ByteBuffer bytes(SeekableByteChannel channel, long at, int count)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    channel.position(Math.max(at, 0));
    while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
      continue;
    }
    return bytes;
  }
}
