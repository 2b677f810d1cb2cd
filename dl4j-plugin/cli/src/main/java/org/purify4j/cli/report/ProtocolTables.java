package org.purify4j.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.purify4j.diagnose.DefenceFindings;
import org.purify4j.diagnose.Finding;
import org.purify4j.diagnose.Verdict;
import org.purify4j.evaluate.ReportNotes;
import org.purify4j.protocol.AttackOutcome;
import org.purify4j.protocol.DefenceOutcome;
import org.purify4j.protocol.DeployedRule;
import org.purify4j.protocol.FourFigures;
import org.purify4j.protocol.Knowledge;
import org.purify4j.protocol.ProtocolEntry;
import org.purify4j.protocol.UnionFigure;

/** The figures of a protocol as tables. */
public final class ProtocolTables {
  private static final List<String> FIGURES =
      List.of(
          "defence",
          "images",
          "attacked",
          "draws",
          "one draw",
          "right in every draw",
          "majority of draws",
          "mean vote of draws");

  private ProtocolTables() {}

  /** The tables that a terminal shows. */
  public static List<TextTable> ofTerminal(ProtocolReport report) {
    return List.of(headline(report), figures(report), blind(report), bill(report)).stream()
        .filter(table -> !table.rows().isEmpty())
        .toList();
  }

  /** All tables by their titles; those without rows are left out. */
  static Map<String, TextTable> all(ProtocolReport report) {
    Map<String, TextTable> tables = new LinkedHashMap<>();
    tables.put("What withstands every attack", headline(report));
    tables.put("Findings of the diagnostics", findings(report));
    String intervals = ReportNotes.intervals(report.images());
    tables.put("Four figures", also(figures(report), intervals));
    tables.put("An attacker who does not know the defence", also(blind(report), intervals));
    String images = "Images in all: " + report.images() + ".";
    tables.put("The attacker's bill", also(bill(report), images));
    tables.put("Stages of AutoAttack", also(stages(report), images));
    tables.put("Left out", leftOut(report));
    tables.values().removeIf(table -> table.rows().isEmpty());
    return tables;
  }

  private static TextTable also(TextTable table, String sentence) {
    return table.withCaption(table.caption() + " " + sentence);
  }

  private static String rule(ProtocolReport report) {
    DeployedRule rule = report.claim().protocol().rule();
    int draws = report.claim().protocol().draws();
    return rule == DeployedRule.ONE_DRAW
        ? "one draw, measured over " + draws
        : rule.text() + " of " + draws + " draws";
  }

  private static String attacks(int count) {
    return count == 1 ? "1 attack" : count + " attacks";
  }

  private static String column(UnionFigure union) {
    String who = union.knowledge() == Knowledge.DEFENCE_AND_SEED ? ", seed known" : "";
    return "robust, " + budget(union.norm().name(), union.epsilon()) + who;
  }

  private static String budget(String norm, double epsilon) {
    return BudgetWords.of(norm.toLowerCase(Locale.ROOT), epsilon);
  }

  /** One row for each defence: accuracy clean, and under all attacks of each budget together. */
  static TextTable headline(ProtocolReport report) {
    Set<String> columns = new LinkedHashSet<>();
    for (DefenceOutcome defence : report.claim().defences()) {
      defence.unions().forEach(union -> columns.add(column(union)));
    }
    List<String> header = new ArrayList<>(List.of("defence", "clean"));
    header.addAll(columns);
    List<List<String>> rows = new ArrayList<>();
    for (DefenceOutcome defence : report.claim().defences()) {
      List<String> row = new ArrayList<>();
      row.add(defence.name());
      row.add(defence.cleanFigures().of(report.claim().protocol().rule()).text());
      for (String column : columns) {
        row.add(
            defence.unions().stream()
                .filter(union -> column(union).equals(column))
                .findFirst()
                .map(union -> robust(report, defence, union))
                .orElse(""));
      }
      rows.add(row);
    }
    return new TextTable(
        "Protocol "
            + report.claim().protocol().name()
            + ", "
            + report.images()
            + " images, by the deployed rule ("
            + rule(report)
            + "). Robust is what withstands every attack: for each image the lowest of all. "
            + ReportNotes.intervals(report.images()),
        header,
        rows);
  }

  /** What withstands all attacks of a budget, unless a diagnostic of them failed. */
  private static String robust(ProtocolReport report, DefenceOutcome defence, UnionFigure union) {
    List<String> failed = report.claim().failed(defence.name());
    return failed.isEmpty()
        ? union.accuracy().text() + " (" + attacks(union.attacks()) + ")"
        : "withheld: " + String.join(", ", failed) + (failed.size() == 1 ? " fails" : " fail");
  }

  /** A line for each defence, and for each diagnostic that failed. */
  public static List<String> verdicts(ProtocolReport report) {
    List<String> lines = new ArrayList<>();
    for (DefenceFindings of : report.claim().findings()) {
      Map<Verdict, Long> counts =
          of.findings().stream()
              .collect(Collectors.groupingBy(Finding::verdict, Collectors.counting()));
      lines.add(
          "diagnostics of the attacks on "
              + of.defence()
              + (of.images() > 0 ? ", " + of.images() + " images" : "")
              + ": "
              + Stream.of(Verdict.values())
                  .filter(counts::containsKey)
                  .map(verdict -> DiagnosticTables.words(verdict) + " " + counts.get(verdict))
                  .collect(Collectors.joining(", ")));
      of.findings().stream()
          .filter(finding -> finding.verdict() == Verdict.FAILS)
          .map(
              finding ->
                  of.defence()
                      + ", "
                      + finding.name()
                      + " FAILS: "
                      + finding.reason()
                      + " "
                      + finding.advice())
          .forEach(lines::add);
    }
    return lines;
  }

  /** The four figures of the images as they are, and under each attack that is not blind. */
  static TextTable figures(ProtocolReport report) {
    List<List<String>> rows = new ArrayList<>();
    for (DefenceOutcome defence : report.claim().defences()) {
      rows.add(row(defence.name(), "clean", "", defence.clean().draws(), defence.cleanFigures()));
      rows.addAll(rows(defence, attack -> !attack.entry().knowledge().blind()));
    }
    return new TextTable(
        "Accuracy by four rules over fresh draws of the defence as deployed, which no attack has"
            + " seen; a draw of a defence with votes is an answer of all its votes. Who knows the"
            + " seed is judged in the draw that it knows."
            + skipped(report),
        FIGURES,
        rows);
  }

  /** What the rows of attacks say that were not made on all images; empty where all were. */
  private static String skipped(ProtocolReport report) {
    boolean some =
        report.claim().defences().stream()
            .flatMap(defence -> defence.attacks().stream())
            .anyMatch(attack -> attack.skipped().count() > 0);
    return some
        ? " An attack is made only on images that are not given up: those that were wrong in every"
            + " draw, clean or after an earlier attack, count as lost in its row too. Where fewer"
            + " than all were attacked, a row is not what the attack alone would leave."
        : "";
  }

  /** The same under attacks that do not know the defence; empty where there are none. */
  static TextTable blind(ProtocolReport report) {
    List<List<String>> rows = new ArrayList<>();
    for (DefenceOutcome defence : report.claim().defences()) {
      rows.addAll(rows(defence, attack -> attack.entry().knowledge().blind()));
    }
    return new TextTable(
        "Attacks on the bare classifier, brought before the defence. They say little about an"
            + " attacker who knows of it, and are no headline.",
        FIGURES,
        rows);
  }

  private static List<List<String>> rows(DefenceOutcome defence, Predicate<AttackOutcome> chosen) {
    return defence.attacks().stream()
        .filter(chosen)
        .map(
            attack ->
                row(
                    defence.name(),
                    name(attack.entry()),
                    attacked(attack),
                    attack.judgement().draws(),
                    attack.figures()))
        .toList();
  }

  private static String attacked(AttackOutcome attack) {
    return attack.attacked() + " of " + attack.judgement().images();
  }

  private static String name(ProtocolEntry entry) {
    return entry.name() + ", " + budget(entry.norm().name(), entry.epsilon());
  }

  private static List<String> row(
      String defence, String images, String attacked, int draws, FourFigures figures) {
    return List.of(
        defence,
        images,
        attacked,
        String.valueOf(draws),
        figures.oneDraw().text(),
        figures.worst().text(),
        figures.majority().text(),
        figures.meanVote().text());
  }

  /** What each attack asked and took. */
  static TextTable bill(ProtocolReport report) {
    List<List<String>> rows = new ArrayList<>();
    for (DefenceOutcome defence : report.claim().defences()) {
      for (AttackOutcome attack : defence.attacks()) {
        double n = Math.max(1, attack.attacked());
        double broken = report.broken(defence, attack);
        double seconds = report.seconds(defence.name(), attack.entry().title());
        rows.add(
            List.of(
                defence.name(),
                name(attack.entry()),
                words(attack),
                attacked(attack),
                number(attack.bill().queries() / n),
                number(attack.bill().gradients() / n),
                number(attack.bill().networkPasses() / n),
                number(seconds / n),
                number(broken),
                broken == 0 ? "none broken" : number(attack.bill().queries() / broken),
                broken == 0 ? "none broken" : number(attack.bill().networkPasses() / broken),
                broken == 0 ? "none broken" : number(seconds / broken)));
      }
    }
    return new TextTable(
        "What each attack asked of its target: for each image that it was made on, and for each of"
            + " these that it broke.",
        List.of(
            "defence",
            "attack",
            "who and how",
            "attacked",
            "answers / image",
            "gradients / image",
            "U-Net passes / image",
            "s / image",
            "broken",
            "answers / broken",
            "U-Net passes / broken",
            "s / broken"),
        rows);
  }

  /** What the attacker knows, the gradient, and the attack's own settings. */
  private static String words(AttackOutcome attack) {
    ProtocolEntry entry = attack.entry();
    List<String> words = new ArrayList<>(List.of("knows " + entry.knowledge().text()));
    if (entry.knowledge().compareTo(Knowledge.DEFENCE) >= 0) {
      words.add(entry.gradient().name().toLowerCase(Locale.ROOT) + " gradient");
    }
    for (String setting : List.of("steps", "eot", "restarts")) {
      JsonNode value = attack.attack().path(setting);
      if (value.isNumber()) {
        words.add(SettingName.words(setting) + " " + value.asText());
      }
    }
    long without = Arrays.stream(attack.zeroGradients()).filter(steps -> steps > 0).count();
    if (without > 0) {
      words.add("NO GRADIENT at some step for " + without + " images");
    }
    return String.join(", ", words);
  }

  private static TextTable stages(ProtocolReport report) {
    List<List<String>> rows = new ArrayList<>();
    for (DefenceOutcome defence : report.claim().defences()) {
      for (AttackOutcome attack : defence.attacks()) {
        attack
            .stages()
            .forEach(
                stage ->
                    rows.add(
                        List.of(
                            defence.name(),
                            name(attack.entry()),
                            stage.attack(),
                            String.valueOf(stage.attacked()),
                            String.valueOf(stage.left()))));
      }
    }
    return new TextTable(
        "Images that each stage was given, and that it left.",
        List.of("defence", "attack", "stage", "given", "left"),
        rows);
  }

  private static TextTable leftOut(ProtocolReport report) {
    List<List<String>> rows = new ArrayList<>();
    for (DefenceOutcome defence : report.claim().defences()) {
      defence
          .leftOut()
          .forEach(out -> rows.add(List.of(defence.name(), name(out.entry()), out.reason())));
    }
    return new TextTable(
        "Attacks of the protocol that do not apply.", List.of("defence", "attack", "why"), rows);
  }

  private static TextTable findings(ProtocolReport report) {
    List<List<String>> rows = new ArrayList<>();
    for (DefenceFindings of : report.claim().findings()) {
      for (Finding finding : of.findings()) {
        rows.add(
            List.of(
                of.defence(),
                finding.name(),
                DiagnosticTables.words(finding.verdict()),
                finding.reason() + (finding.advice().isEmpty() ? "" : " " + finding.advice())));
      }
    }
    return new TextTable(
        "What must hold before the figures can be believed.",
        List.of("defence", "diagnostic", "verdict", "why"),
        rows);
  }

  private static String number(double value) {
    if (value == Math.rint(value)) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%.0f", value);
  }
}
