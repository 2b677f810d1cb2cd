package org.purify4j.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.purify4j.attack.Budget;
import org.purify4j.attack.Norm;
import org.purify4j.cli.report.AttackPanel.Part;
import org.purify4j.evaluate.Proportion;
import org.purify4j.protocol.Protocol;
import org.purify4j.protocol.Protocols;

class AttackPanelTest {
  private static final List<Budget> BUDGETS =
      List.of(new Budget(Norm.LINF, 8 / 255.0), new Budget(Norm.L2, 128 / 255.0));
  private static final Protocol PROTOCOL =
      Protocols.QUICK.protocol(
          BUDGETS, List.of("pgd-blind", "pgd", "square", "seed-apgd", "autoattack"));

  /** Two images; AutoAttack on the bare classifier alone, and one attack in L2. */
  private static ProtocolReport report() {
    return new MadeClaim(PROTOCOL, 2)
        .with(
            "undefended",
            MadeClaim.classes(1, 1, 1),
            Map.of(
                "pgd linf 8/255", MadeClaim.classes(1, 0, 0),
                "autoattack linf 8/255", MadeClaim.classes(1, 0, 0)))
        .with(
            "robust",
            MadeClaim.classes(10, 10, 9),
            Map.of(
                "pgd linf 8/255", MadeClaim.classes(10, 2, 5),
                "square linf 8/255", MadeClaim.classes(10, 9, 3),
                "pgd-blind linf 8/255", MadeClaim.classes(10, 8, 8),
                "seed-apgd linf 8/255", MadeClaim.classes(1, 1, 0),
                "pgd l2 128/255", MadeClaim.classes(10, 10, 0)))
        .report();
  }

  @Test
  void attacksStandByWhatIsKnownAndWhatTheyLeave() {
    AttackPanel panel = AttackPanel.of(report()).get(0);
    assertEquals(
        List.of(
            "CLEAN clean",
            "INFORMED square",
            "INFORMED pgd",
            "INFORMED autoattack",
            "BLIND pgd-blind",
            "UNION all of the above",
            "SEED seed-apgd"),
        panel.rows().stream().map(row -> row.part() + " " + row.name()).toList());
    assertEquals(List.of("undefended", "robust"), panel.defences());
  }

  @Test
  void barsAreTheAccuracyOfADrawWithItsInterval() {
    AttackPanel panel = AttackPanel.of(report()).get(0);
    assertEquals(
        List.of(Optional.of(Proportion.of(0, 2)), Optional.of(Proportion.of(0.7, 2))),
        panel.rows().get(2).accuracies());
    assertEquals(
        List.of(Optional.empty(), Optional.of(Proportion.of(1.2, 2))),
        panel.rows().get(1).accuracies(),
        "square was made on the defence alone");
    assertEquals(
        List.of(Optional.of(Proportion.of(0, 2)), Optional.of(Proportion.of(0.5, 2))),
        panel.rows().get(5).accuracies(),
        "the lowest of each image: 2 and 3 of 10");
  }

  @Test
  void eachBudgetHasAPanel() {
    List<AttackPanel> panels = AttackPanel.of(report());
    assertEquals(2, panels.size());
    assertEquals("l2 128/255", panels.get(1).budget());
    assertEquals(
        List.of(Part.CLEAN, Part.INFORMED, Part.UNION),
        panels.get(1).rows().stream().map(AttackPanel.Row::part).toList());
    for (AttackPanel panel : panels) {
      assertTrue(panel.title().contains("n = 2, " + panel.budget() + ", one draw"), panel.title());
      assertTrue(AttackBars.draw(panel).getHeight() > 100);
    }
  }
}
