package org.purify4j.cli.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.purify4j.attack.Budget;
import org.purify4j.evaluate.Proportion;
import org.purify4j.protocol.AttackOutcome;
import org.purify4j.protocol.DefenceOutcome;
import org.purify4j.protocol.DeployedRule;
import org.purify4j.protocol.Knowledge;
import org.purify4j.protocol.ProtocolEntry;
import org.purify4j.protocol.UnionFigure;
import org.purify4j.protocol.claim.Claim;

/**
 * What the attacks of one budget leave of each defence, by the deployed rule.
 *
 * @param title what is measured, with number of images, budget and draws
 * @param budget in words
 * @param defences their names
 * @param rows by part; within a part, the attacks that leave most come first
 */
record AttackPanel(String title, String budget, List<String> defences, List<Row> rows) {
  AttackPanel {
    defences = List.copyOf(defences);
    rows = List.copyOf(rows);
  }

  /** The parts of a panel, from top to bottom. */
  enum Part {
    /** The images as they are. */
    CLEAN(""),
    /** Attackers who know the whole defence, or ask it. */
    INFORMED("who knows the defence, or asks it"),
    /** Attackers who do not know the defence. */
    BLIND("who is blind to the defence"),
    /** All attacks but those that know the seed. */
    UNION(""),
    /** Attackers who know the seed of the noise, each and together. */
    SEED("who knows the seed too");

    private final String text;

    Part(String text) {
      this.text = text;
    }

    /** Its heading; empty where the name of its row says it. */
    String text() {
      return text;
    }
  }

  /**
   * One attack, or several together.
   *
   * @param part that it belongs to
   * @param name of the attack
   * @param accuracies of each defence; empty where the attack does not apply, and for all attacks
   *     together where a diagnostic of them failed
   */
  record Row(Part part, String name, List<Optional<Proportion>> accuracies) {
    Row {
      accuracies = List.copyOf(accuracies);
    }

    /** The mean of what is left of all but the bare classifier, if it left anything of others. */
    private double left() {
      boolean others = accuracies.stream().skip(1).anyMatch(Optional::isPresent);
      return accuracies.stream()
          .skip(others ? 1 : 0)
          .flatMap(Optional::stream)
          .mapToDouble(Proportion::estimate)
          .average()
          .orElse(0);
    }
  }

  /** One panel for each budget, in the order of the protocol. */
  static List<AttackPanel> of(ProtocolReport report) {
    return report.claim().protocol().entries().stream()
        .map(ProtocolEntry::budget)
        .distinct()
        .map(budget -> of(report, budget))
        .toList();
  }

  private static AttackPanel of(ProtocolReport report, Budget budget) {
    List<DefenceOutcome> defences = report.claim().defences();
    DeployedRule rule = report.claim().protocol().rule();
    List<Row> rows = new ArrayList<>();
    rows.add(
        new Row(
            Part.CLEAN,
            "clean",
            defences.stream().map(d -> Optional.of(d.cleanFigures().of(rule))).toList()));
    for (Part part : Part.values()) {
      List<Row> attacks = new ArrayList<>();
      for (ProtocolEntry entry : report.claim().protocol().entries()) {
        if (entry.budget().equals(budget) && part(entry.knowledge()) == part) {
          attacks.add(
              new Row(
                  part, entry.name(), defences.stream().map(d -> left(d, entry, rule)).toList()));
        }
      }
      attacks.removeIf(row -> row.accuracies().stream().allMatch(Optional::isEmpty));
      attacks.sort(Comparator.comparingDouble(Row::left).reversed());
      rows.addAll(attacks);
      if (part == Part.UNION) {
        rows.addAll(
            union(part, "all of the above", report.claim(), budget, u -> !seed(u.knowledge())));
      }
      if (part == Part.SEED && attacks.size() > 1) {
        rows.addAll(union(part, "all of these", report.claim(), budget, u -> seed(u.knowledge())));
      }
    }
    return new AttackPanel(
        title(report, budget),
        AttackBudget.of(budget),
        defences.stream().map(DefenceOutcome::name).toList(),
        rows);
  }

  private static String title(ProtocolReport report, Budget budget) {
    int draws = report.claim().protocol().draws();
    String rule =
        report.claim().protocol().rule() == DeployedRule.ONE_DRAW
            ? "one draw (mean of " + draws + ")"
            : report.claim().protocol().rule().text() + " of " + draws + " draws";
    return "Accuracy, n = " + report.images() + ", " + AttackBudget.of(budget) + ", " + rule;
  }

  private static Part part(Knowledge knowledge) {
    return switch (knowledge) {
      case NOTHING, DEFENCE -> Part.INFORMED;
      case CLASSIFIER -> Part.BLIND;
      case DEFENCE_AND_SEED -> Part.SEED;
    };
  }

  private static boolean seed(Knowledge knowledge) {
    return knowledge == Knowledge.DEFENCE_AND_SEED;
  }

  private static Optional<Proportion> left(
      DefenceOutcome defence, ProtocolEntry entry, DeployedRule rule) {
    return defence.attacks().stream()
        .filter(attack -> attack.entry().equals(entry))
        .map(AttackOutcome::figures)
        .map(figures -> figures.of(rule))
        .findFirst();
  }

  private static List<Row> union(
      Part part, String name, Claim claim, Budget budget, Predicate<UnionFigure> which) {
    List<Optional<Proportion>> accuracies =
        claim.defences().stream()
            .map(
                defence ->
                    defence.unions().stream()
                        .filter(union -> claim.failed(defence.name()).isEmpty())
                        .filter(union -> new Budget(union.norm(), union.epsilon()).equals(budget))
                        .filter(which)
                        .map(UnionFigure::accuracy)
                        .findFirst())
            .toList();
    boolean none = accuracies.stream().allMatch(Optional::isEmpty);
    return none ? List.of() : List.of(new Row(part, name, accuracies));
  }
}
