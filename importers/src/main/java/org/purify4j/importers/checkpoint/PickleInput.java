package org.purify4j.importers.checkpoint;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a pickle: little-endian numbers and counted or line-ended strings, with a limit on
 * each string and on the whole. Reading past the end is an error, and so is a count that is larger
 * than what it counts may be.
 */
final class PickleInput {
  /** All pickles of a file together: the structure of a checkpoint, without its tensors. */
  private static final long MOST_BYTES = 32L << 20;

  private static final int LONGEST_STRING = 16 << 20;
  private static final int LONGEST_LINE = 1 << 10;
  private static final int LONGEST_INTEGER = 255;

  private final ByteBuffer in;

  /** Reads on from the position of a buffer. */
  PickleInput(ByteBuffer in) {
    this.in = in.slice();
  }

  /** Bytes read so far. */
  long position() {
    return in.position();
  }

  int u1() throws IOException {
    require(1);
    return in.get() & 0xff;
  }

  int u2() throws IOException {
    return u1() | u1() << 8;
  }

  /** A signed 32-bit number. */
  int i4() throws IOException {
    return u2() | u2() << 16;
  }

  /** An unsigned 32-bit number. */
  long u4() throws IOException {
    return i4() & 0xffffffffL;
  }

  /** A 64-bit number; beyond 2^63 it is negative, and no count may be. */
  long i8() throws IOException {
    return u4() | u4() << 32;
  }

  /** A big-endian 64-bit float. */
  double f8() throws IOException {
    return Double.longBitsToDouble(Long.reverseBytes(i8()));
  }

  String utf8(long length) throws IOException {
    return new String(bytes(length), StandardCharsets.UTF_8);
  }

  /** A string of Python 2, one byte a character. */
  String latin1(long length) throws IOException {
    return new String(bytes(length), StandardCharsets.ISO_8859_1);
  }

  /** Two's complement, little-endian; a Long where it fits. */
  Number integer(long length) throws IOException {
    if (length > LONGEST_INTEGER) {
      throw new MalformedFileException("a pickled integer of " + length + " bytes is too long");
    }
    byte[] little = bytes(length);
    byte[] big = new byte[little.length];
    for (int i = 0; i < big.length; i++) {
      big[i] = little[little.length - 1 - i];
    }
    BigInteger value = big.length == 0 ? BigInteger.ZERO : new BigInteger(big);
    if (value.bitLength() < Long.SIZE) {
      return value.longValue();
    }
    return value;
  }

  byte[] bytes(long length) throws IOException {
    if (length < 0 || length > LONGEST_STRING) {
      throw new MalformedFileException(
          "a pickled string of " + Long.toUnsignedString(length) + " bytes is too long");
    }
    require((int) length);
    byte[] bytes = new byte[(int) length];
    in.get(bytes);
    return bytes;
  }

  /** Text up to the next line feed, which is read too. */
  String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = u1(); c != '\n'; c = u1()) {
      if (line.length() == LONGEST_LINE) {
        throw new MalformedFileException("a pickled name is too long");
      }
      line.append((char) c);
    }
    return line.toString();
  }

  private void require(int count) throws MalformedFileException {
    if (in.remaining() < count) {
      throw new MalformedFileException("the pickle ends in its middle (is the file truncated?)");
    }
    if (in.position() > MOST_BYTES - count) {
      throw new MalformedFileException(
          "the pickled structure is larger than " + (MOST_BYTES >> 20) + " MB");
    }
  }
}
