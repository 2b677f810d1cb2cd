package org.purify4j.diffusion.archive;

/** IEEE 754 binary16 numbers as the 16 bits of a short; Java has them only from version 20 on. */
public final class Half {
  private static final int FRACTION_BITS = 10;
  private static final int BIAS = 15;
  private static final int SMALLEST_EXPONENT = -14;
  private static final float LARGEST = 65504;

  private Half() {}

  /**
   * The nearest one, of two equally near the even one.
   *
   * @throws IllegalArgumentException if the value is not finite, or too large to be one
   */
  static short of(float value) {
    float size = Math.abs(value);
    if (!(size <= LARGEST)) {
      throw new IllegalArgumentException(
          "weight: got " + value + ", must be within ±65504 to be stored in half precision");
    }
    int sign = Float.floatToRawIntBits(value) >>> 16 & 0x8000;
    int exponent = Math.max(SMALLEST_EXPONENT, Math.getExponent(size));
    // in units of the last place, which of a product with a power of two is exact
    int fraction = (int) Math.rint(Math.scalb(size, FRACTION_BITS - exponent));
    // the leading one of the fraction, where there is one, adds to the exponent, as does a carry
    return (short) (sign | (exponent - SMALLEST_EXPONENT << FRACTION_BITS) + fraction);
  }

  /** The number that these bits stand for. */
  public static float toFloat(short bits) {
    int exponent = bits >> FRACTION_BITS & 0x1f;
    int fraction = bits & 0x3ff;
    int leading = exponent == 0 ? 0 : 1 << FRACTION_BITS;
    int power = Math.max(exponent, 1) - BIAS - FRACTION_BITS;
    float size = Math.scalb((float) (leading | fraction), power);
    return bits < 0 ? -size : size;
  }
}
