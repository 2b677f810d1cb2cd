package org.purify4j.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.purify4j.attack.Attacks;
import org.purify4j.protocol.AttackOutcome;
import org.purify4j.protocol.GivenUp;
import org.purify4j.protocol.Knowledge;
import org.purify4j.protocol.Protocol;
import org.purify4j.protocol.ProtocolEntry;
import org.purify4j.protocol.Protocols;

/**
 * What a reader must know of a measurement of robustness, after the rules of Carlini et al. ("On
 * evaluating adversarial robustness", 2019): the threat model, what was tried, and what was not.
 */
final class ThreatModel {
  /** How the point begins that names the attacks. */
  static final String TRIED = "Tried: ";

  private ThreatModel() {}

  /** One sentence or two for each point. */
  static List<String> points(ProtocolReport report) {
    Protocol protocol = report.claim().protocol();
    List<String> points = new ArrayList<>();
    points.add(
        "Goal: any wrong class. Budgets: "
            + protocol.entries().stream()
                .map(e -> BudgetWords.of(e.norm().name().toLowerCase(Locale.ROOT), e.epsilon()))
                .distinct()
                .collect(Collectors.joining(", "))
            + ", pixels within [0, 1].");
    points.add(
        "Attackers know, one after another: "
            + Stream.of(Knowledge.values())
                .filter(k -> made(report).anyMatch(a -> a.entry().knowledge() == k))
                .map(Knowledge::text)
                .collect(Collectors.joining("; "))
            + ". Fresh noise is that of draws which no attacker can foresee; each attack ends before"
            + " the draws are made by which it is judged.");
    points.add(
        TRIED
            + made(report)
                .map(AttackOutcome::entry)
                .map(ProtocolEntry::name)
                .distinct()
                .collect(Collectors.joining(", "))
            + ", with the settings and at the cost that the bill says.");
    if (protocol.givenUp() == GivenUp.SKIPPED) {
      points.add(
          "Images that are wrong in every draw, clean or after an attack that knows the defence or"
              + " asks it, are given up: later attacks of the same budget are not made on them. What"
              + " withstands all attacks is the same.");
    }
    TreeSet<String> untried = new TreeSet<>(Attacks.all().withoutNone().names());
    made(report).forEach(attack -> untried.remove(attack.entry().attack().split(":", 2)[0]));
    points.add(
        "Not tried: "
            + (untried.isEmpty() ? "" : String.join(", ", untried) + "; ")
            + "other norms and budgets, changes that no norm measures, attacks on the training data,"
            + " more steps, draws and restarts than stated, and an attack that somebody designs for"
            + " this very defence. Any of them may leave less.");
    List<String> missing = Protocols.missing(protocol);
    if (!missing.isEmpty()) {
      points.add(
          "This is a part of the protocol: "
              + String.join(", ", missing)
              + " were not asked for, so that less may withstand the whole of it.");
    }
    if (report.images() < protocol.images()) {
      points.add(
          "The protocol is meant for "
              + protocol.images()
              + " images; these are "
              + report.images()
              + ".");
    }
    points.add(
        report.claim().findings().isEmpty()
            ? "No diagnostics were made of the attacks."
            : "The attacks on each defence were examined in the first budget, on at most "
                + protocol.examined().images()
                + " images by PGD of "
                + protocol.examined().steps()
                + " steps with EOT "
                + protocol.examined().eot()
                + "; where one fails, no headline is given.");
    return points;
  }

  private static Stream<AttackOutcome> made(ProtocolReport report) {
    return report.claim().defences().stream().flatMap(defence -> defence.attacks().stream());
  }
}
