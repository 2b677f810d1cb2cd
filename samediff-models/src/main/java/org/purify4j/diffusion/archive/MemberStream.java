package org.purify4j.diffusion.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;

/**
 * The bytes of a zip member, which must be as many as the archive says and have the checksum that
 * it gives: {@code java.util.zip.ZipFile} compares neither.
 */
final class MemberStream extends FilterInputStream {
  private final long size;
  private final long expected;
  private final CRC32 sum = new CRC32();
  private long count;

  MemberStream(InputStream in, ZipEntry member) {
    super(in);
    this.size = member.getSize();
    this.expected = member.getCrc();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    int read = unpacked(bytes, from, length);
    if (read > 0) {
      sum.update(bytes, from, read);
      count += read;
      if (count > size) {
        throw new ZipException("is damaged (it unpacks to more than its " + size + " bytes)");
      }
    }
    return read;
  }

  private int unpacked(byte[] bytes, int from, int length) throws IOException {
    try {
      return in.read(bytes, from, length);
    } catch (ZipException e) {
      ZipException damaged = new ZipException("is damaged (" + e.getMessage() + ")");
      damaged.initCause(e);
      throw damaged;
    }
  }

  @Override
  public long skip(long wanted) throws IOException {
    byte[] skipped = new byte[(int) Math.min(wanted, 1 << 13)];
    return Math.max(read(skipped, 0, skipped.length), 0);
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /**
   * Checks that everything was read, and that it is what the archive says.
   *
   * @throws IOException if it is not
   */
  void requireEnd() throws IOException {
    long wanted = count;
    requireWhole();
    if (wanted != count) {
      throw new ZipException("has " + (count - wanted) + " bytes after its end");
    }
  }

  /**
   * Reads what is left, and checks that all of it is what the archive says.
   *
   * @throws IOException if it is not
   */
  void requireWhole() throws IOException {
    transferTo(OutputStream.nullOutputStream());
    if (count != size) {
      throw new ZipException("is damaged (it has " + count + " of its " + size + " bytes)");
    }
    if (sum.getValue() != expected) {
      throw new ZipException("is damaged (its checksum is not the one in the archive)");
    }
  }
}
