package org.purify4j.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.purify4j.attack.Budget;
import org.purify4j.attack.Norm;
import org.purify4j.data.LabelledImages;
import org.purify4j.protocol.Protocol;
import org.purify4j.protocol.Protocols;
import org.purify4j.protocol.claim.Claim;

class WorstExampleTest {
  private static final Protocol PROTOCOL =
      Protocols.QUICK.protocol(
          List.of(new Budget(Norm.LINF, 8 / 255.0)),
          List.of("pgd-blind", "pgd", "square", "seed-apgd"));

  /** Image 0 is wrong anyway; 1 loses half, 2 all, 3 all and in agreement, 4 nothing. */
  private static Claim claim() {
    int[][] pgd = MadeClaim.classes(10, 0, 5, 0, 0, 10);
    pgd[2] = new int[] {3, 3, 3, 3, 3, 3, 7, 7, 7, 7};
    return new MadeClaim(PROTOCOL, 5)
        .with(
            "robust",
            MadeClaim.classes(10, 0, 10, 10, 10, 10),
            Map.of(
                "pgd linf 8/255", pgd,
                "square linf 8/255", MadeClaim.classes(10, 0, 8, 0, 10, 10),
                "pgd-blind linf 8/255", MadeClaim.classes(10, 0, 0, 0, 0, 0),
                "seed-apgd linf 8/255", MadeClaim.classes(1, 0, 0, 0, 0, 0)))
        .claim();
  }

  @Test
  void theWorstComeFirst() {
    List<WorstExample> worst = WorstExample.of(claim(), 4);
    assertEquals(List.of(2, 3, 1), worst.stream().map(WorstExample::index).toList());
    assertEquals(
        List.of("square", "pgd", "pgd"),
        worst.stream().map(example -> example.attack().entry().name()).toList(),
        "after square, all draws of image 2 agree");
    assertEquals(0.5, worst.get(2).taken(), 1e-12);
    assertEquals(102, worst.get(0).id());
    assertEquals(new WorstExample.Answer(10, 5, 2, 5), worst.get(2).attacked());
    assertEquals(1, WorstExample.of(claim(), 1).size());
  }

  @Test
  void blindAttacksAreShownWhereThereAreNoOthers() {
    MadeClaim made = new MadeClaim(PROTOCOL, 1);
    made.with(
        "a",
        MadeClaim.classes(10, 10),
        Map.of(
            "pgd-blind linf 8/255", MadeClaim.classes(10, 4),
            "seed-apgd linf 8/255", MadeClaim.classes(1, 0)));
    List<WorstExample> worst = WorstExample.of(made.claim(), 4);
    assertEquals("pgd-blind", worst.get(0).attack().entry().name());
    assertEquals(
        List.of(
            "image 100",
            "pgd-blind, linf 8/255",
            "clean: right in 10 of 10 draws",
            "attacked: right in 4 of 10 draws",
            "attacked: cat in 6 of 10 draws"),
        WorstGrid.words(worst.get(0), label -> List.of("dog", "cat").get(label)));
  }

  @Test
  void whatWasAttackedIsDrawn() {
    Claim claim = claim();
    LabelledImages clean =
        new LabelledImages(
            Nd4j.valueArrayOf(new long[] {5, 3, 4, 4}, 0.5f), claim.labels(), claim.ids());
    INDArray pgd = clean.images().add(0.02);
    INDArray square = clean.images().sub(0.03);
    Map<String, INDArray> images =
        Map.of("defence0 pgd linf 8/255", pgd, "defence0 square linf 8/255", square);
    BufferedImage grid =
        WorstGrid.draw(claim, clean, images, label -> "class " + label).orElseThrow();
    int y = 8 + 2 * 15 + 64;
    assertEquals(Math.round(0.47 * 255), grid.getRGB(200, y) & 0xff, "square, on image 2");
    assertEquals(Math.round(0.2 * 255), grid.getRGB(340, y) & 0xff, "0.5 - 10 * 0.03");
    assertEquals(0.7 * 255, grid.getRGB(340, y + 166) & 0xff, 1, "0.5 + 10 * 0.02");
    assertThrows(
        IllegalArgumentException.class, () -> WorstGrid.draw(claim, clean, Map.of(), c -> ""));
  }

  @Test
  void thereIsNoPictureWhereNothingIsTaken() {
    MadeClaim made = new MadeClaim(PROTOCOL, 1);
    made.with("a", MadeClaim.classes(10, 0), Map.of("pgd linf 8/255", MadeClaim.classes(10, 0)));
    Claim claim = made.claim();
    LabelledImages clean = new LabelledImages(Nd4j.zeros(1, 3, 4, 4), claim.labels(), claim.ids());
    assertEquals(Optional.empty(), WorstGrid.draw(claim, clean, Map.of(), c -> ""));
  }
}
