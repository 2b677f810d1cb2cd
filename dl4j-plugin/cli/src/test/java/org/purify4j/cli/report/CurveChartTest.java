package org.purify4j.cli.report;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.purify4j.evaluate.AccuracyCurve;
import org.purify4j.evaluate.Proportion;

class CurveChartTest {
  @Test
  void theChartHasALineForEachDefence() {
    Proportion half = Proportion.of(1, 2);
    AccuracyCurve curve =
        new AccuracyCurve(
            List.of(0.0, 0.1),
            Map.of("a", List.of(half, half), "b", List.of(half, half)),
            List.of(0L, 0L));
    BufferedImage chart = CurveChart.draw(curve);
    assertTrue(has(chart, ChartColours.of(1).getRGB()), "the second colour");
    assertThrows(
        IllegalArgumentException.class,
        () -> new AccuracyCurve(List.of(0.0, 0.1), Map.of("a", List.of(half)), List.of()));
  }

  private static boolean has(BufferedImage picture, int colour) {
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        if (picture.getRGB(x, y) == colour) {
          return true;
        }
      }
    }
    return false;
  }
}
