package org.purify4j.importers.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The end of a zip archive, which says where its directory is.
 *
 * @param members number of members
 * @param directoryAt where the directory begins
 * @param directoryBytes its length
 */
record ZipEnd(long members, long directoryAt, int directoryBytes) {
  private static final int LARGEST_DIRECTORY = 64 << 20;

  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final int LOCATOR = 0x07064b50;
  private static final int LOCATOR_BYTES = 20;
  private static final int WIDE_END = 0x06064b50;
  private static final int WIDE_END_BYTES = 56;

  /** Finds it, from the end of the file. */
  static ZipEnd find(MappedFile file) throws IOException {
    int bytes = (int) Math.min(file.size(), END_BYTES + LONGEST_COMMENT);
    long from = file.size() - bytes;
    ByteBuffer tail = file.range(from, bytes);
    for (int at = bytes - END_BYTES; at >= 0; at--) {
      boolean here = tail.getInt(at) == END;
      if (here && (tail.getShort(at + 20) & 0xffff) == bytes - END_BYTES - at) {
        return read(file, from + at, tail.slice(at, END_BYTES).order(tail.order()));
      }
    }
    throw new MalformedFileException("a damaged zip archive, without its end (is it truncated?)");
  }

  private static ZipEnd read(MappedFile file, long at, ByteBuffer end) throws IOException {
    long locatorAt = at - LOCATOR_BYTES;
    if (locatorAt >= 0) {
      ByteBuffer locator = file.range(locatorAt, LOCATOR_BYTES);
      if (locator.getInt(0) == LOCATOR) {
        return wide(file, locator.getLong(8), locatorAt);
      }
    }
    long members = end.getShort(10) & 0xffff;
    return of(members, end.getInt(16) & 0xffffffffL, end.getInt(12) & 0xffffffffL, at);
  }

  private static ZipEnd wide(MappedFile file, long at, long before) throws IOException {
    if (at < 0 || at > before - WIDE_END_BYTES) {
      throw malformed();
    }
    ByteBuffer end = file.range(at, WIDE_END_BYTES);
    if (end.getInt(0) != WIDE_END) {
      throw malformed();
    }
    return of(end.getLong(32), end.getLong(48), end.getLong(40), at);
  }

  private static ZipEnd of(long members, long at, long bytes, long before)
      throws MalformedFileException {
    if (members < 0 || at < 0 || bytes < 0 || bytes > LARGEST_DIRECTORY || at > before - bytes) {
      throw malformed();
    }
    return new ZipEnd(members, at, (int) bytes);
  }

  private static MalformedFileException malformed() {
    return new MalformedFileException("a damaged zip archive: malformed end of its directory");
  }
}
