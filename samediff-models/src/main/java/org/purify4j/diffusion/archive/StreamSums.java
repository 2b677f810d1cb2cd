package org.purify4j.diffusion.archive;

import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.CRC32;

/** Length, CRC-32 and SHA-256 of what is written to it, or of what is read through it. */
public final class StreamSums extends OutputStream {
  private final CRC32 crc = new CRC32();
  private final MessageDigest digest = Sha256.digest();
  private long count;

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    crc.update(bytes, from, length);
    digest.update(bytes, from, length);
    count += length;
  }

  /** How many bytes were written. */
  public long count() {
    return count;
  }

  /** CRC-32 of what was written. */
  public long crc() {
    return crc.getValue();
  }

  /** SHA-256 in lower-case hexadecimal; begins anew after it. */
  public String sha256() {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** A stream of which SHA-256 is taken along the way. */
  public InputStream of(InputStream in) {
    return new DigestInputStream(in, digest);
  }
}
