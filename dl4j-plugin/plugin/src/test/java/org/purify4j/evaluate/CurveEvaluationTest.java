package org.purify4j.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.attack.Fgsm;
import org.purify4j.attack.Norm;
import org.purify4j.data.LabelledImages;
import org.purify4j.defence.Undefended;

class CurveEvaluationTest {
  private static final BrightnessVictim VICTIM = new BrightnessVictim();

  private static LabelledImages bright(double... brightness) {
    INDArray images = Nd4j.create(DataType.FLOAT, brightness.length, 3, 2, 2);
    int[] labels = new int[brightness.length];
    for (int i = 0; i < brightness.length; i++) {
      images.slice(i).assign(brightness[i]);
      labels[i] = 1;
    }
    return new LabelledImages(images, labels, new long[brightness.length]);
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
                List.of(new ShiftDefence(VICTIM, 0.08)),
                epsilon -> Fgsm.of(Norm.LINF, epsilon),
                2,
                (now, total, doing) -> done.add(now))
            .run(bright(0.55, 0.65, 0.75, 0.85), List.of(0.0, 0.1, 0.2));
    assertEquals(List.of(1.0, 0.75, 0.5), estimates(curve, Undefended.NAME));
    assertEquals(List.of(1.0, 1.0, 0.75), estimates(curve, "shift"));
    assertEquals(done.stream().sorted().toList(), done, "progress goes forward");
    assertEquals(3 * 2 * 4, done.get(done.size() - 1));
  }
}
