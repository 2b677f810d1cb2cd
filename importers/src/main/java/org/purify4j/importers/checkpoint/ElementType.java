package org.purify4j.importers.checkpoint;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;

/** The element types that tensors are read from. */
public enum ElementType {
  FLOAT64("Double", "F64", 8, (b, i) -> b.getDouble(8 * i)),
  FLOAT32("Float", "F32", 4, (b, i) -> b.getFloat(4 * i)),
  FLOAT16("Half", "F16", 2, (b, i) -> halfToFloat(b.getShort(2 * i))),
  BFLOAT16("BFloat16", "BF16", 2, (b, i) -> Float.intBitsToFloat(b.getShort(2 * i) << 16)),
  INT64("Long", "I64", 8, (b, i) -> (double) b.getLong(8 * i)),
  INT32("Int", "I32", 4, (b, i) -> b.getInt(4 * i)),
  INT16("Short", "I16", 2, (b, i) -> b.getShort(2 * i)),
  INT8("Char", "I8", 1, (b, i) -> b.get(i)),
  UINT8("Byte", "U8", 1, (b, i) -> b.get(i) & 0xff),
  BOOL("Bool", "BOOL", 1, (b, i) -> b.get(i) == 0 ? 0 : 1);

  /** Reads element {@code index} of packed elements. */
  private interface Decoder {
    double at(ByteBuffer elements, int index);
  }

  private final String torchName;
  private final String safetensorsName;
  private final int bytes;
  private final Decoder decoder;

  ElementType(String torchName, String safetensorsName, int bytes, Decoder decoder) {
    this.torchName = torchName;
    this.safetensorsName = safetensorsName;
    this.bytes = bytes;
    this.decoder = decoder;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** Whether elements are floating-point numbers, that is, can be weights. */
  public boolean isFloating() {
    return ordinal() <= BFLOAT16.ordinal();
  }

  /** The name as PyTorch prints it, such as {@code float32}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Element {@code index} of packed elements; integers past 2^53 are rounded. */
  double decode(ByteBuffer elements, int index) {
    return decoder.at(elements, index);
  }

  /** The type of a {@code torch.XStorage}, by its class name. */
  static Optional<ElementType> ofTorchStorage(String className) {
    for (ElementType type : values()) {
      if (className.equals(type.torchName + "Storage")) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The type that a safetensors header names. */
  static Optional<ElementType> ofSafetensors(String name) {
    for (ElementType type : values()) {
      if (name.equals(type.safetensorsName)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** IEEE 754 binary16, sub-normal numbers and infinities included. */
  private static float halfToFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = (half >> 10) & 0x1f;
    int mantissa = half & 0x3ff;
    if (exponent == 0) {
      float magnitude = mantissa * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    int wide = exponent == 0x1f ? 0xff : exponent - 15 + 127;
    return Float.intBitsToFloat(sign | wide << 23 | mantissa << 13);
  }
}
