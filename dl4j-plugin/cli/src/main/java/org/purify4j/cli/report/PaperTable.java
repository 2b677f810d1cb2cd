package org.purify4j.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.purify4j.attack.Budget;
import org.purify4j.evaluate.Proportion;
import org.purify4j.protocol.AttackOutcome;
import org.purify4j.protocol.DefenceOutcome;
import org.purify4j.protocol.DeployedRule;
import org.purify4j.protocol.FourFigures;
import org.purify4j.protocol.Knowledge;
import org.purify4j.protocol.ProtocolEntry;

/**
 * A protocol's figures as one table for a paper, with a caption that stands by itself, after the
 * rules of Carlini et al. ("On evaluating adversarial robustness", 2019).
 */
final class PaperTable {
  /** Marks what an attacker achieves who does not know the defence. */
  static final String BLIND = "†";

  /** Marks what is judged in the draw that the attacker knows. */
  static final String SEED = "‡";

  private PaperTable() {}

  /** The table, in percent. */
  static TextTable of(ProtocolReport report) {
    List<String> header =
        List.of(
            "defence",
            "attack",
            "budget",
            "one draw",
            "worst of " + report.claim().protocol().draws(),
            "majority",
            "mean vote");
    List<List<String>> rows = new ArrayList<>();
    for (DefenceOutcome defence : report.claim().defences()) {
      rows.add(row(defence, "none", "", defence.clean().draws(), defence.cleanFigures()));
      report.claim().protocol().entries().stream()
          .map(ProtocolEntry::budget)
          .distinct()
          .forEach(budget -> rows.addAll(rows(report, defence, budget)));
    }
    return new TextTable(PaperCaption.of(report), header, rows);
  }

  private static List<List<String>> rows(
      ProtocolReport report, DefenceOutcome defence, Budget budget) {
    List<AttackOutcome> attacks =
        defence.attacks().stream()
            .filter(attack -> attack.entry().budget().equals(budget))
            .toList();
    List<List<String>> rows = new ArrayList<>();
    rows.addAll(rows(defence, attacks, known -> !known.blind() && !seed(known)));
    rows.addAll(rows(defence, attacks, Knowledge::blind));
    rows.addAll(unions(report, defence, budget, known -> !seed(known)));
    rows.addAll(rows(defence, attacks, PaperTable::seed));
    return rows;
  }

  private static boolean seed(Knowledge knowledge) {
    return knowledge == Knowledge.DEFENCE_AND_SEED;
  }

  private static List<List<String>> rows(
      DefenceOutcome defence, List<AttackOutcome> attacks, Predicate<Knowledge> which) {
    return attacks.stream()
        .filter(attack -> which.test(attack.entry().knowledge()))
        .map(
            attack ->
                row(
                    defence,
                    attack.entry().name() + mark(attack.entry().knowledge()),
                    AttackBudget.of(attack.entry()),
                    attack.judgement().draws(),
                    attack.figures()))
        .toList();
  }

  private static String mark(Knowledge knowledge) {
    if (seed(knowledge)) {
      return " " + SEED;
    }
    return knowledge.blind() ? " " + BLIND : "";
  }

  private static List<String> row(
      DefenceOutcome defence, String attack, String budget, int draws, FourFigures figures) {
    List<String> row =
        new ArrayList<>(List.of(defence.name(), attack, budget, percent(figures.oneDraw())));
    for (Proportion other : List.of(figures.worst(), figures.majority(), figures.meanVote())) {
      row.add(draws == 1 ? "–" : percent(other));
    }
    return row;
  }

  /** What withstands every attack of a budget, in the column of the deployed rule. */
  private static List<List<String>> unions(
      ProtocolReport report, DefenceOutcome defence, Budget budget, Predicate<Knowledge> which) {
    DeployedRule rule = report.claim().protocol().rule();
    boolean believed = report.claim().failed(defence.name()).isEmpty();
    return defence.unions().stream()
        .filter(union -> new Budget(union.norm(), union.epsilon()).equals(budget))
        .filter(union -> which.test(union.knowledge()))
        .map(
            union -> {
              String figure = believed ? percent(union.accuracy()) : "withheld";
              return List.of(
                  defence.name(),
                  "all attacks (" + union.attacks() + ")",
                  AttackBudget.of(budget),
                  rule == DeployedRule.ONE_DRAW ? figure : "",
                  "",
                  rule == DeployedRule.MAJORITY ? figure : "",
                  rule == DeployedRule.MEAN_VOTE ? figure : "");
            })
        .toList();
  }

  private static String percent(Proportion share) {
    return String.format(
        Locale.ROOT,
        "%.1f [%.1f, %.1f]",
        100 * share.estimate(),
        100 * share.low(),
        100 * share.high());
  }
}
