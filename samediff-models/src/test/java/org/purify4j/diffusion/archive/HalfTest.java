package org.purify4j.diffusion.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every binary16 number there and back, and rounding between neighbours. */
class HalfTest {
  @Test
  void everyNumberIsItself() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      if ((bits >> 10 & 0x1f) < 31) {
        assertEquals((short) bits, Half.of(Half.toFloat((short) bits)));
      }
    }
    // from the tables of the standard
    assertEquals(1f, Half.toFloat((short) 0x3c00));
    assertEquals(-2f, Half.toFloat((short) 0xc000));
    assertEquals(65504f, Half.toFloat((short) 0x7bff));
    assertEquals(0x1p-24f, Half.toFloat((short) 0x0001));
    assertEquals(0.333251953125f, Half.toFloat((short) 0x3555));
  }

  @Test
  void whatLiesBetweenGoesToTheNearest() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      int bits = random.nextInt(0x7bff);
      double low = Half.toFloat((short) bits);
      double high = Half.toFloat((short) (bits + 1));
      float value = (float) (low + random.nextDouble() * (high - low));
      int nearest = value - low < high - value ? bits : bits + 1;
      if (value - low != high - value) {
        assertEquals((short) nearest, Half.of(value));
      }
      short even = (short) (bits + (bits & 1));
      assertEquals(even, Half.of((float) ((low + high) / 2)));
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {65520f, -1e9f, Float.NaN, Float.POSITIVE_INFINITY})
  void whatIsNoneIsRefused(float value) {
    assertThrows(IllegalArgumentException.class, () -> Half.of(value));
  }
}
