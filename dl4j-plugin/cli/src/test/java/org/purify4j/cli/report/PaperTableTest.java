package org.purify4j.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.purify4j.attack.Budget;
import org.purify4j.attack.Norm;
import org.purify4j.diagnose.DefenceFindings;
import org.purify4j.diagnose.Finding;
import org.purify4j.diagnose.Verdict;
import org.purify4j.protocol.Protocol;
import org.purify4j.protocol.Protocols;

class PaperTableTest {
  private static final Protocol PROTOCOL =
      Protocols.QUICK.protocol(
          List.of(new Budget(Norm.LINF, 8 / 255.0)), List.of("pgd-blind", "pgd", "seed-apgd"));

  private static ProtocolReport report(DefenceFindings... findings) {
    return new MadeClaim(PROTOCOL, 4)
        .with(
            "undefended",
            MadeClaim.classes(1, 1, 1, 1, 0),
            Map.of("pgd linf 8/255", MadeClaim.classes(1, 0, 0, 0, 0)))
        .with(
            "kl_5",
            MadeClaim.classes(10, 10, 10, 9, 9),
            Map.of(
                "pgd linf 8/255", MadeClaim.classes(10, 10, 6, 2, 0),
                "pgd-blind linf 8/255", MadeClaim.classes(10, 9, 9, 9, 9),
                "seed-apgd linf 8/255", MadeClaim.classes(1, 1, 0, 0, 0)))
        .report(findings);
  }

  /** Wilson's intervals of 0, 1, 2 and 4 of 4 are known: .490, [.046, .699], [.150, .850], .510. */
  @Test
  void oneTableHasAllFigures() {
    TextTable table = PaperTable.of(report());
    assertEquals(
        List.of("defence", "attack", "budget", "one draw", "worst of 10", "majority", "mean vote"),
        table.header());
    assertEquals(
        List.of(
            List.of("undefended", "none", "", "75.0 [30.1, 95.4]", "–", "–", "–"),
            List.of("undefended", "pgd", "linf 8/255", "0.0 [0.0, 49.0]", "–", "–", "–"),
            List.of("undefended", "all attacks (1)", "linf 8/255", "0.0 [0.0, 49.0]", "", "", "")),
        table.rows().subList(0, 3));
    assertEquals(
        List.of(
            "kl_5",
            "pgd",
            "linf 8/255",
            "45.0 [15.0, 85.0]",
            "25.0 [4.6, 69.9]",
            "50.0 [15.0, 85.0]",
            "50.0 [15.0, 85.0]"),
        table.rows().get(4));
    assertEquals(
        List.of("none", "pgd", "pgd-blind †", "all attacks (2)", "seed-apgd ‡", "none"),
        List.of(
            table.rows().get(3).get(1),
            table.rows().get(4).get(1),
            table.rows().get(5).get(1),
            table.rows().get(6).get(1),
            table.rows().get(7).get(1),
            table.rows().get(0).get(1)));
  }

  @Test
  void theCaptionStandsByItself() {
    String caption = PaperTable.of(report()).caption();
    for (String said :
        List.of(
            "by protocol quick of purify4j 9, n = 4 images of digits:16,5; in brackets 95 %",
            "10 fresh draws",
            "Goal: any wrong class. Budgets: linf 8/255",
            "Attackers know, one after another: ",
            "Not tried: apgd-dlr, ",
            "pgd (exact gradient, steps 40, step size 0.25 ε, EOT 4 where there is noise)",
            "pgd-blind (pgd, steps 40, step size 0.25 ε); ",
            "† Made on the bare classifier",
            "‡ Knows the seed",
            "No diagnostics were made",
            "The seed of all noise is 0;")) {
      assertTrue(caption.contains(said), said + " in: " + caption);
    }
    assertFalse(caption.contains("the bill"), caption);
  }

  @Test
  void markdownAndLatexHaveIt() {
    String text = ProtocolMarkdown.text(report());
    assertTrue(text.contains("## For a paper\n\nAccuracy in percent"), text);
    assertTrue(text.contains("```latex\n\\begin{table}"), text);
    assertTrue(
        text.contains("\\midrule\nkl\\_5 & none &  & 95.0 [51.0, 100.0] & 50.0 [15.0, 85.0]"),
        text);
    assertTrue(text.contains("\n & pgd-blind $^\\dagger$ & linf 8/255 & 90.0 ["), text);
    assertTrue(text.contains("in brackets 95 \\% intervals"), text);
    assertTrue(text.contains("step size 0.25 $\\varepsilon$"), text);
  }

  /** As {@link AttackPanelTest} has it for bars. */
  @Test
  void whatADiagnosticVetoesIsWithheld() throws IOException {
    Finding fails = new Finding("eot", Verdict.FAILS, "noisy", Map.of(), "more draws");
    ProtocolReport report = report(new DefenceFindings("kl_5", 4, List.of(fails)));
    TextTable table = PaperTable.of(report);
    assertEquals("withheld", table.rows().get(6).get(3));
    assertEquals("0.0 [0.0, 49.0]", table.rows().get(2).get(3), "the other one is believed");
    assertTrue(
        table.caption().contains("Withheld for kl_5, since diagnostics of the attacks fail: eot."),
        table.caption());
    AttackPanel.Row union =
        AttackPanel.of(report).get(0).rows().stream()
            .filter(row -> row.part() == AttackPanel.Part.UNION)
            .findFirst()
            .orElseThrow();
    assertTrue(union.accuracies().get(0).isPresent());
    assertEquals(Optional.empty(), union.accuracies().get(1));
  }

  /** Diagnostics of a claim are drawn as those of an evaluation. */
  @Test
  void thePageHasTheCurvesOfItsDiagnostics() throws IOException {
    Finding effort =
        new Finding(
            "effort",
            Verdict.HOLDS,
            "it does",
            Map.of(
                "accuracy", 0.5,
                "accuracyAtTwiceTheSteps", 0.5,
                "images", 4.0,
                "judgingDraws", 4.0,
                "eps", 8 / 255.0,
                "eot", 4.0,
                "steps", 40.0),
            "");
    DefenceFindings found = new DefenceFindings("kl_5", 4, List.of(effort));
    String page = ProtocolPage.page(report(found), Optional.empty()).text();
    assertTrue(page.contains("<h2>Stronger attacks</h2>"), page);
    assertTrue(page.contains("PGD, linf 8/255, EOT 4 where there is noise; n = 4 images"), page);
    assertFalse(ProtocolPage.page(report(), Optional.empty()).text().contains("Stronger attacks"));
  }

  @Test
  void signsOfLatexAreWritten() {
    assertEquals(
        "a\\_b\\&c \\textbackslash{}d\\{\\} \\textasciicircum{}2 \\#1 \\$ $\\times$",
        LatexTable.escaped("a_b&c \\d{} ^2 #1 $ ×"));
  }

  @Test
  void thePageHasBarsAndWorstExamples() throws IOException {
    BufferedImage worst = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    String page = ProtocolPage.page(report(), Optional.of(worst)).text();
    assertTrue(page.contains("clean and after each attack, linf 8/255"), page);
    assertTrue(page.contains("<h2>Worst examples</h2>"), page);
    assertTrue(page.contains("Of 4 images, for each defence those"), page);
    assertTrue(page.contains("and are no headline. Brackets are 95 %"), page);
    assertFalse(ProtocolPage.page(report(), Optional.empty()).text().contains("Worst examples"));
  }
}
