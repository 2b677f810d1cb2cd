package org.purify4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.geom.Line2D;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.purify4j.diffusion.train.ImageSet;

class SyntheticDigitsTest {
  private static final SyntheticDigits DIGITS = new SyntheticDigits(1);

  /** Written on JDK 17; JDK 25, and either without its compiler, give the same. */
  private static final String OF_100 =
      "f5ab08ea6b4d3043ca96c7f984255b266c3193940a8267e68fe3eed44c5a3a34";

  @Test
  void thePixelsAreTheSameOnEveryMachine() {
    assertEquals(OF_100, DIGITS.sha256(100));
  }

  @Test
  void anImageIsDrawnWithoutThoseBeforeIt() {
    LabelledImages images = DIGITS.read(20);
    float[] all = images.images().dup('c').data().asFloat();
    byte[] alone = DIGITS.pixels(13);
    for (int p = 0; p < alone.length; p++) {
      assertEquals((alone[p] & 0xff) / 255f, all[13 * alone.length + p]);
    }
    assertEquals(3, images.labels()[13]);
    assertEquals(13, images.ids()[13]);
  }

  @Test
  void everyTenImagesHoldEachDigit() {
    int[] counts = new int[10];
    for (int label : DIGITS.read(30).labels()) {
      counts[label]++;
    }
    int[] three = new int[10];
    Arrays.fill(three, 3);
    assertArrayEquals(three, counts);
  }

  @Test
  void imagesAndSeedsDiffer() {
    assertFalse(Arrays.equals(DIGITS.pixels(4), DIGITS.pixels(14)));
    assertFalse(Arrays.equals(DIGITS.pixels(4), new SyntheticDigits(2).pixels(4)));
    assertThrows(IllegalArgumentException.class, () -> DIGITS.read(0));
  }

  @Test
  void aSetOfThemReadsTheSameImages() throws IOException {
    try (ImageSet set = DIGITS.open(15)) {
      float[] values = new float[1 + SyntheticDigits.SHAPE.length()];
      assertEquals(2, set.read(12, values, 1));
      byte[] pixels = DIGITS.pixels(12);
      assertEquals((pixels[0] & 0xff) / 255f, values[1]);
      assertEquals((pixels[3071] & 0xff) / 255f, values[3072]);
      assertEquals(15, set.size());
    }
  }

  /** A line along y = 10 of thickness 3 covers rows 9 to 11 whole and none of the next but one. */
  @Test
  void strokesCoverWhatGeometrySays() {
    float[] mask = StrokeMask.of(new Line2D.Double(8, 10, 20, 10), 3, 32);
    for (int x = 8; x <= 20; x++) {
      assertArrayEquals(
          new float[] {0, 1, 1, 1, 0},
          new float[] {
            mask[8 * 32 + x],
            mask[9 * 32 + x],
            mask[10 * 32 + x],
            mask[11 * 32 + x],
            mask[12 * 32 + x]
          });
    }
    double area = 0;
    for (float coverage : mask) {
      area += coverage;
    }
    double exact = 12 * 3 + Math.PI * 1.5 * 1.5;
    assertEquals(exact, area, 0.03 * exact);
  }

  @Test
  void someImagesAreSelectedInOrder() {
    LabelledImages images = DIGITS.read(12);
    LabelledImages some = images.select(new int[] {11, 3});
    assertArrayEquals(new int[] {1, 3}, some.labels());
    assertArrayEquals(new long[] {11, 3}, some.ids());
    assertEquals(images.slice(11, 12).images(), some.slice(0, 1).images());
    assertEquals(images.slice(3, 4).images(), some.slice(1, 2).images());
    assertArrayEquals(new long[] {12, 3, 32, 32}, images.images().shape());
    assertTrue(images.images().maxNumber().doubleValue() <= 1);
  }
}
