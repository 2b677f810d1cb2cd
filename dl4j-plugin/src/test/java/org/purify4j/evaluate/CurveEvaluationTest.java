package org.purify4j.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.attack.Fgsm;
import org.purify4j.attack.Norm;
import org.purify4j.data.LabeledImages;

class CurveEvaluationTest {
  private static final BrightnessVictim VICTIM = new BrightnessVictim();

  private static LabeledImages bright(double... brightness) {
    INDArray images = Nd4j.create(DataType.FLOAT, brightness.length, 3, 2, 2);
    int[] labels = new int[brightness.length];
    for (int i = 0; i < brightness.length; i++) {
      images.slice(i).assign(brightness[i]);
      labels[i] = 1;
    }
    return new LabeledImages(images, labels, new long[brightness.length]);
  }

  private static List<Double> estimates(AccuracyCurve curve, String name) {
    return curve.accuracies().get(name).stream().map(Proportion::estimate).toList();
  }

  /** The attack darkens by its budget; the defence brightens by 0.08. */
  @Test
  void eachBudgetFellsTheImagesWithinItsReach() {
    List<Long> done = new ArrayList<>();
    AccuracyCurve curve =
        new CurveEvaluation(
                VICTIM,
                List.of(new ShiftDefense(VICTIM, 0.08)),
                epsilon -> Fgsm.of(Norm.LINF, epsilon),
                2,
                (now, total, doing) -> done.add(now))
            .run(bright(0.55, 0.65, 0.75, 0.85), List.of(0.0, 0.1, 0.2));
    assertEquals(List.of(1.0, 0.75, 0.5), estimates(curve, Undefended.NAME));
    assertEquals(List.of(1.0, 1.0, 0.75), estimates(curve, "shift"));
    assertEquals(done.stream().sorted().toList(), done, "progress goes forward");
    assertEquals(3 * 2 * 4, done.get(done.size() - 1));
  }

  @Test
  void theChartHasALineForEachDefence() {
    Proportion half = Proportion.of(1, 2);
    AccuracyCurve curve =
        new AccuracyCurve(
            List.of(0.0, 0.1), Map.of("a", List.of(half, half), "b", List.of(half, half)));
    BufferedImage chart = CurveChart.draw(curve, "title");
    assertTrue(has(chart, ChartColours.of(1).getRGB()), "the second colour");
    assertThrows(
        IllegalArgumentException.class,
        () -> new AccuracyCurve(List.of(0.0, 0.1), Map.of("a", List.of(half))));
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
