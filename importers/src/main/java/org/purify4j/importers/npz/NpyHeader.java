package org.purify4j.importers.npz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of an npy file: magic, version, and a Python dictionary literal (NumPy Enhancement
 * Proposal 1).
 *
 * @param kind NumPy's type letter: f, i, u, b or U
 * @param itemBytes bytes of one element
 * @param order byte order of the elements
 * @param columnMajor whether the first index runs fastest
 * @param shape sizes, outermost first; empty for a scalar
 * @param dataAt first byte of the elements
 */
record NpyHeader(
    char kind, int itemBytes, ByteOrder order, boolean columnMajor, long[] shape, int dataAt) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern TYPE = Pattern.compile("'descr': *'([<>|=])([fiubU])(\\d{1,6})'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order': *(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape': *\\(([0-9, ]*)\\)");
  private static final int MOST_DIMENSIONS = 32;

  /**
   * Reads a header.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static NpyHeader parse(byte[] file) {
    if (file.length < 12 || !startsWithMagic(file)) {
      throw new IllegalArgumentException("is no npy data");
    }
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    boolean longHeader = file[6] >= 2;
    int length = longHeader ? bytes.getInt(8) : bytes.getShort(8) & 0xffff;
    int begin = longHeader ? 12 : 10;
    if (length < 0 || length > file.length - begin) {
      throw new IllegalArgumentException("has a header longer than itself");
    }
    String text = new String(file, begin, length, StandardCharsets.UTF_8);
    Matcher type = find(TYPE, text, "type");
    int size = Integer.parseInt(type.group(3));
    return new NpyHeader(
        type.group(2).charAt(0),
        type.group(2).equals("U") ? 4 * size : size,
        type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
        find(ORDER, text, "order").group(1).equals("True"),
        shape(find(SHAPE, text, "shape").group(1)),
        begin + length);
  }

  /**
   * Number of elements.
   *
   * @throws IllegalArgumentException if it overflows
   */
  long elements() {
    long n = 1;
    try {
      for (long size : shape) {
        n = Math.multiplyExact(n, size);
      }
      Math.multiplyExact(n, (long) itemBytes);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("has a shape that overflows");
    }
    return n;
  }

  private static boolean startsWithMagic(byte[] file) {
    for (int i = 0; i < MAGIC.length; i++) {
      if (file[i] != MAGIC[i]) {
        return false;
      }
    }
    return true;
  }

  private static Matcher find(Pattern pattern, String text, String what) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IllegalArgumentException("has an array " + what + " that is not read");
    }
    return matcher;
  }

  private static long[] shape(String text) {
    String[] sizes = text.isBlank() ? new String[0] : text.strip().split(" *, *");
    if (sizes.length > MOST_DIMENSIONS) {
      throw new IllegalArgumentException("has " + sizes.length + " dimensions");
    }
    long[] shape = new long[sizes.length];
    for (int d = 0; d < shape.length; d++) {
      if (sizes[d].length() > 18) {
        throw new IllegalArgumentException("has a shape that overflows");
      }
      shape[d] = Long.parseLong(sizes[d]);
    }
    return shape;
  }
}
