package org.purify4j.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.purify4j.evaluate.FileReference;
import org.purify4j.protocol.AttackOutcome;
import org.purify4j.protocol.DefenceOutcome;
import org.purify4j.protocol.Knowledge;
import org.purify4j.protocol.ProtocolEntry;
import org.purify4j.protocol.claim.Claim;

/** The caption of a {@link PaperTable}: what a reader must know of its figures, and no more. */
final class PaperCaption {
  /** Settings that are said elsewhere in the caption. */
  private static final Set<String> SAID = Set.of("attack", "norm", "eps", "stepSize", "eot");

  private static final MathContext DIGITS = new MathContext(3);

  private PaperCaption() {}

  static String of(ProtocolReport report) {
    Claim claim = report.claim();
    int draws = claim.protocol().draws();
    List<String> sentences = new ArrayList<>();
    sentences.add(
        "Accuracy in percent by protocol "
            + claim.protocol().name()
            + " of "
            + claim.environment().program()
            + ", n = "
            + report.images()
            + (report.images() == 1 ? " image" : " images")
            + data(claim)
            + "; in brackets 95 % intervals (Wilson) over images, which draws do not narrow.");
    sentences.add(
        "The last images of an attack are judged in "
            + draws
            + " fresh draws of the defence's noise: one draw is the mean over them, worst of "
            + draws
            + " counts images that are right in all, majority and mean vote those that are right by"
            + " a vote of them; – where there is one answer only.");
    sentences.add(
        "All attacks: for each image the lowest of what the clean image and these attacks leave, by the"
            + " deployed rule ("
            + claim.protocol().rule().text()
            + ").");
    for (DefenceOutcome defence : claim.defences()) {
      List<String> failed = claim.failed(defence.name());
      if (!failed.isEmpty()) {
        sentences.add(
            "Withheld for "
                + defence.name()
                + ", since diagnostics of the attacks fail: "
                + String.join(", ", failed)
                + ".");
      }
    }
    ThreatModel.points(report).stream()
        .filter(point -> !point.startsWith(ThreatModel.TRIED))
        .forEach(sentences::add);
    sentences.add("Attacks: " + attacks(report) + ".");
    if (has(report, Knowledge.CLASSIFIER)) {
      sentences.add(
          PaperTable.BLIND
              + " Made on the bare classifier: such a figure says little about who knows of the"
              + " defence.");
    }
    if (has(report, Knowledge.DEFENCE_AND_SEED)) {
      sentences.add(PaperTable.SEED + " Knows the seed, and is judged in the draw that it knows.");
    }
    sentences.add(
        "The seed of all noise is "
            + claim.settings().seed()
            + "; a purifier in use draws its own.");
    return String.join(" ", sentences);
  }

  private static String data(Claim claim) {
    String data =
        claim.files().stream()
            .filter(file -> file.role().equals("data"))
            .map(FileReference::path)
            .collect(Collectors.joining(", "));
    return data.isEmpty() ? "" : " of " + data;
  }

  private static Stream<AttackOutcome> made(ProtocolReport report) {
    return report.claim().defences().stream().flatMap(defence -> defence.attacks().stream());
  }

  private static boolean has(ProtocolReport report, Knowledge knowledge) {
    return made(report).anyMatch(attack -> attack.entry().knowledge() == knowledge);
  }

  /** Each attack with its settings, once for all budgets. */
  private static String attacks(ProtocolReport report) {
    return report.claim().protocol().entries().stream()
        .flatMap(entry -> mostDraws(report, entry).stream())
        .map(PaperCaption::words)
        .distinct()
        .collect(Collectors.joining("; "));
  }

  /** The attack on the defence that it asks most draws of, for the bare classifier has one. */
  private static Optional<AttackOutcome> mostDraws(ProtocolReport report, ProtocolEntry entry) {
    return made(report)
        .filter(attack -> attack.entry().equals(entry))
        .max(Comparator.comparingInt(attack -> attack.attack().path("eot").asInt()));
  }

  private static String words(AttackOutcome attack) {
    ProtocolEntry entry = attack.entry();
    List<String> words = new ArrayList<>();
    String kind = attack.attack().path("attack").asText(entry.attack());
    if (!kind.equals(entry.name())) {
      words.add(kind);
    }
    if (entry.knowledge().compareTo(Knowledge.DEFENCE) >= 0) {
      words.add(entry.gradient().name().toLowerCase(Locale.ROOT) + " gradient");
    }
    for (Map.Entry<String, JsonNode> setting : attack.attack().properties()) {
      if (!SAID.contains(setting.getKey()) && setting.getValue().isValueNode()) {
        words.add(SettingName.words(setting.getKey()) + " " + setting.getValue().asText());
      }
    }
    if (attack.attack().path("stepSize").isNumber()) {
      double share = attack.attack().get("stepSize").asDouble() / entry.epsilon();
      words.add("step size " + BigDecimal.valueOf(share).round(DIGITS).toPlainString() + " ε");
    }
    if (attack.attack().path("eot").asInt(1) > 1) {
      words.add("EOT " + attack.attack().get("eot").asText() + " where there is noise");
    }
    return entry.name() + (words.isEmpty() ? "" : " (" + String.join(", ", words) + ")");
  }
}
