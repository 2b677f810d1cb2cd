package org.purify4j.data;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** Picture files of one row, byte by byte, as Java would not write them. */
final class HandMadePictures {
  private static final byte[] NONE = {};

  private HandMadePictures() {}

  /** A PNG file; palette and transparency are left out where they are empty. */
  static byte[] png(int width, int depth, int type, byte[] palette, byte[] clear, byte... row)
      throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(file);
    out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    byte[] header = ByteBuffer.allocate(13).putInt(width).putInt(1).array();
    header[8] = (byte) depth;
    header[9] = (byte) type;
    chunk(out, "IHDR", header);
    if (palette.length > 0) {
      chunk(out, "PLTE", palette);
    }
    if (clear.length > 0) {
      chunk(out, "tRNS", clear);
    }
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream pixels = new DeflaterOutputStream(packed)) {
      pixels.write(0); // no filter
      pixels.write(row);
    }
    chunk(out, "IDAT", packed.toByteArray());
    chunk(out, "IEND", NONE);
    return file.toByteArray();
  }

  private static void chunk(DataOutputStream out, String name, byte[] data) throws IOException {
    byte[] letters = name.getBytes(StandardCharsets.US_ASCII);
    CRC32 sum = new CRC32();
    sum.update(letters);
    sum.update(data);
    out.writeInt(data.length);
    out.write(letters);
    out.write(data);
    out.writeInt((int) sum.getValue());
  }

  /** A GIF file whose pixels are written as codes of 9 bits, whatever the size of its palette. */
  static byte[] gif(int tableBits, int... pixels) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write("GIF89a".getBytes(StandardCharsets.US_ASCII));
    byte width = (byte) pixels.length;
    out.write(new byte[] {width, 0, 1, 0, (byte) (0x80 | (tableBits - 1)), 0, 0});
    for (int colour = 0; colour < 1 << tableBits; colour++) {
      out.write(new byte[] {(byte) colour, (byte) colour, (byte) colour});
    }
    out.write(new byte[] {0x2c, 0, 0, 0, 0, width, 0, 1, 0, 0, 8});
    BigInteger codes = BigInteger.valueOf(256); // clear
    int bits = 9;
    for (int pixel : pixels) {
      codes = codes.or(BigInteger.valueOf(pixel).shiftLeft(bits));
      bits += 9;
    }
    codes = codes.or(BigInteger.valueOf(257).shiftLeft(bits)); // end
    int bytes = (bits + 9 + 7) / 8;
    out.write(bytes);
    for (int i = 0; i < bytes; i++) {
      out.write(codes.shiftRight(8 * i).intValue());
    }
    out.write(new byte[] {0, 0x3b});
    return out.toByteArray();
  }

  /** A BMP file of 8 bits a pixel with 3 grey colours; four pixels. */
  static byte[] bmp(byte... four) {
    int head = 54;
    ByteBuffer out = ByteBuffer.allocate(head + 16).order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) 'B').put((byte) 'M').putInt(head + 16).putInt(0).putInt(head + 12);
    out.putInt(40).putInt(4).putInt(1).putShort((short) 1).putShort((short) 8);
    out.putInt(0).putInt(4).putInt(0).putInt(0).putInt(3).putInt(0);
    for (byte colour = 1; colour <= 3; colour++) {
      out.put(new byte[] {colour, colour, colour, 0});
    }
    return out.put(four).array();
  }
}
