package org.purify4j.importers.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Sizes and place of a zip member, from the 32-bit fields of its directory entry or, where those
 * are full, the zip64 extra field.
 *
 * @param size bytes when unpacked
 * @param packed bytes in the archive
 * @param headerAt where its own header begins
 */
record ZipSizes(long size, long packed, long headerAt) {
  private static final long FULL = 0xffffffffL;
  private static final int ZIP64 = 1;

  /**
   * Reads them.
   *
   * @param extra the entry's extra fields
   */
  static ZipSizes of(long size, long packed, long headerAt, ByteBuffer extra)
      throws MalformedFileException {
    if (size != FULL && packed != FULL && headerAt != FULL) {
      return new ZipSizes(size, packed, headerAt);
    }
    ByteBuffer wide = zip64(extra);
    return new ZipSizes(wide(size, wide), wide(packed, wide), wide(headerAt, wide));
  }

  private static long wide(long field, ByteBuffer wide) throws MalformedFileException {
    if (field != FULL) {
      return field;
    }
    if (wide.remaining() < Long.BYTES) {
      throw missing();
    }
    return wide.getLong();
  }

  private static ByteBuffer zip64(ByteBuffer extra) throws MalformedFileException {
    ByteBuffer fields = extra.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    while (fields.remaining() >= 4) {
      int id = fields.getShort() & 0xffff;
      int bytes = Math.min(fields.getShort() & 0xffff, fields.remaining());
      if (id == ZIP64) {
        return fields.slice(fields.position(), bytes).order(ByteOrder.LITTLE_ENDIAN);
      }
      fields.position(fields.position() + bytes);
    }
    throw missing();
  }

  private static MalformedFileException missing() {
    return new MalformedFileException("a damaged zip archive: a member without its zip64 sizes");
  }
}
