package org.purify4j.diffusion.archive;

import java.nio.ByteBuffer;

/** How many bits of a number are stored. */
public enum Precision {
  /** IEEE 754 binary32: as it is. */
  FLOAT32("F32", Float.BYTES) {
    @Override
    void put(float value, ByteBuffer to) {
      to.putFloat(value);
    }

    @Override
    float get(ByteBuffer from) {
      return from.getFloat();
    }
  },
  /**
   * IEEE 754 binary16, rounded to nearest, ties to even: half the room, three decimal digits. For
   * weights of a size between 6e-5 and 65504; smaller ones lose digits, larger ones are refused.
   */
  FLOAT16("F16", Short.BYTES) {
    @Override
    void put(float value, ByteBuffer to) {
      to.putShort(Half.of(value));
    }

    @Override
    float get(ByteBuffer from) {
      return Half.toFloat(from.getShort());
    }
  };

  private final String code;
  private final int bytes;

  Precision(String code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /** Its name in the safetensors format. */
  String code() {
    return code;
  }

  /** Bytes of a number. */
  int bytes() {
    return bytes;
  }

  abstract void put(float value, ByteBuffer to);

  abstract float get(ByteBuffer from);
}
