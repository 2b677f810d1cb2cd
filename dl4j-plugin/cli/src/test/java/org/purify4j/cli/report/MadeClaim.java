package org.purify4j.cli.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.purify4j.diagnose.DefenceFindings;
import org.purify4j.evaluate.Environment;
import org.purify4j.evaluate.FileReference;
import org.purify4j.protocol.AttackOutcome;
import org.purify4j.protocol.DefenceOutcome;
import org.purify4j.protocol.FourFigures;
import org.purify4j.protocol.GivenUp;
import org.purify4j.protocol.Judgement;
import org.purify4j.protocol.LeftOut;
import org.purify4j.protocol.Protocol;
import org.purify4j.protocol.ProtocolEntry;
import org.purify4j.protocol.QueryCount;
import org.purify4j.protocol.RunSettings;
import org.purify4j.protocol.SkippedImages;
import org.purify4j.protocol.claim.Claim;

/** Claims with given answers, for reports: the true class of image i is i % 10. */
final class MadeClaim {
  private static final Environment ENVIRONMENT =
      new Environment("purify4j 9", Map.of(), "17", "Linux", "A processor", 2, "CPU", "vector", 2);

  private final Protocol protocol;
  private final int[] labels;
  private final List<DefenceOutcome> defences = new ArrayList<>();

  MadeClaim(Protocol protocol, int images) {
    this.protocol = protocol.withGivenUp(GivenUp.ATTACKED);
    this.labels = IntStream.range(0, images).map(i -> i % 10).toArray();
  }

  /**
   * Adds a defence.
   *
   * @param clean the classes in each draw, for each image
   * @param attacked the same after each attack that was made, by its title
   */
  MadeClaim with(String name, int[][] clean, Map<String, int[][]> attacked) {
    Judgement asItIs = judgement(clean);
    Judgement known =
        judgement(Arrays.stream(clean).map(draws -> new int[] {draws[0]}).toArray(int[][]::new));
    List<AttackOutcome> attacks = new ArrayList<>();
    List<LeftOut> leftOut = new ArrayList<>();
    for (ProtocolEntry entry : protocol.entries()) {
      int[][] classes = attacked.get(entry.title());
      if (classes == null) {
        leftOut.add(new LeftOut(entry, "it was not made"));
      } else {
        attacks.add(outcome(entry, judgement(classes), classes[0].length > 1 ? entry.eot() : 1));
      }
    }
    defences.add(
        new DefenceOutcome(
            name,
            JsonNodeFactory.instance.objectNode(),
            asItIs,
            known,
            FourFigures.of(asItIs, labels),
            attacks,
            DefenceOutcome.unions(protocol.rule(), labels, asItIs, known, attacks),
            leftOut));
    return this;
  }

  private AttackOutcome outcome(ProtocolEntry entry, Judgement judgement, int eot) {
    ObjectNode settings =
        JsonNodeFactory.instance
            .objectNode()
            .put("attack", entry.attack())
            .put("norm", entry.norm().name().toLowerCase(Locale.ROOT))
            .put("eps", entry.epsilon())
            .put("stepSize", entry.epsilon() / 4)
            .put("steps", entry.steps())
            .put("eot", eot);
    return new AttackOutcome(
        entry,
        settings,
        "defence" + defences.size() + " " + entry.title(),
        SkippedImages.NONE,
        new QueryCount(labels.length, labels.length, 0),
        new int[labels.length],
        List.of(),
        judgement,
        FourFigures.of(judgement, labels));
  }

  private static Judgement judgement(int[][] classes) {
    int[] votes = Arrays.stream(classes).mapToInt(MadeClaim::most).toArray();
    return new Judgement(classes, votes, votes);
  }

  private static int most(int[] classes) {
    Map<Integer, Integer> votes = new LinkedHashMap<>();
    Arrays.stream(classes).forEach(answer -> votes.merge(answer, 1, Integer::sum));
    return votes.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }

  /** So many draws of each image, of which the given number is right, and the others the next. */
  static int[][] classes(int draws, int... right) {
    int[][] classes = new int[right.length][draws];
    for (int i = 0; i < right.length; i++) {
      for (int d = 0; d < draws; d++) {
        classes[i][d] = d < right[i] ? i % 10 : (i + 1) % 10;
      }
    }
    return classes;
  }

  Claim claim(DefenceFindings... findings) {
    return new Claim(
        Claim.FORMAT_VERSION,
        ENVIRONMENT,
        List.of(new FileReference("data", "digits:16,5", "ab")),
        List.of(),
        protocol,
        new RunSettings(0, 16),
        "ab",
        IntStream.range(0, labels.length).mapToLong(i -> 100 + i).toArray(),
        labels,
        defences,
        List.of(findings),
        List.of());
  }

  ProtocolReport report(DefenceFindings... findings) {
    return new ProtocolReport(claim(findings), List.of(), "2026-01-02T03:04:05Z");
  }
}
