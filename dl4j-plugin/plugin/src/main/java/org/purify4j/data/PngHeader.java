package org.purify4j.data;

import java.io.EOFException;
import java.io.IOException;
import java.util.OptionalInt;
import javax.imageio.stream.ImageInputStream;

/**
 * What the head of a PNG file says and Java's reader passes over: it fills a palette up to a power
 * of two, and does not find the transparent level of grey pictures of 2 and 4 bits.
 *
 * @param palette number of colours of the palette, if there is one
 * @param clear the level that is transparent in a grey picture of fewer than 8 bits, as 8 bits
 */
record PngHeader(OptionalInt palette, OptionalInt clear) {
  private static final int SIGNATURE = 8;
  private static final int CHECKSUM = 4;
  private static final int COLOUR_BYTES = 3;
  private static final int WHITE = 255;

  /** Of another file. */
  static PngHeader none() {
    return new PngHeader(OptionalInt.empty(), OptionalInt.empty());
  }

  /** Reads the chunks before the pixels; a damaged file is the reader's to refuse. */
  static PngHeader read(ImageInputStream in) throws IOException {
    OptionalInt palette = OptionalInt.empty();
    OptionalInt clear = OptionalInt.empty();
    int depth = WHITE;
    int type = 0;
    in.seek(SIGNATURE);
    try {
      while (true) {
        long length = in.readUnsignedInt();
        int name = in.readInt();
        long next = in.getStreamPosition() + length + CHECKSUM;
        if (name == name("IDAT")) {
          break;
        } else if (name == name("IHDR")) {
          in.skipBytes(2 * Integer.BYTES);
          depth = in.readUnsignedByte();
          type = in.readUnsignedByte();
        } else if (name == name("PLTE")) {
          palette = OptionalInt.of((int) (length / COLOUR_BYTES));
        } else if (name == name("tRNS") && type == 0 && depth < Byte.SIZE) {
          clear = OptionalInt.of(in.readUnsignedShort() * WHITE / ((1 << depth) - 1));
        }
        in.seek(next);
      }
    } catch (EOFException e) {
      return new PngHeader(palette, clear);
    }
    return new PngHeader(palette, clear);
  }

  private static int name(String chunk) {
    int name = 0;
    for (char letter : chunk.toCharArray()) {
      name = name << Byte.SIZE | letter;
    }
    return name;
  }
}
