package org.purify4j.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.purify4j.attack.Budget;

/**
 * How a classifier, with or without a defence, came through a protocol.
 *
 * @param name of the defence
 * @param settings everything that decides its answers
 * @param clean the answers to the images as they are
 * @param knownClean the same in the draw that an attacker knows who knows the seed
 * @param cleanFigures accuracy on the images as they are
 * @param attacks in the order of the protocol
 * @param unions what withstands all attacks of a budget, without those that know the seed; then,
 *     where there are such, what withstands all that know it, in the draw that they know
 * @param leftOut attacks that do not apply
 */
public record DefenceOutcome(
    String name,
    JsonNode settings,
    Judgement clean,
    Judgement knownClean,
    FourFigures cleanFigures,
    List<AttackOutcome> attacks,
    List<UnionFigure> unions,
    List<LeftOut> leftOut) {
  public DefenceOutcome {
    attacks = List.copyOf(attacks);
    unions = List.copyOf(unions);
    leftOut = List.copyOf(leftOut);
  }

  /** Works out the figures of some answers. */
  static DefenceOutcome of(
      DeployedRule rule,
      int[] labels,
      Deployment deployment,
      Judgement clean,
      Judgement knownClean,
      List<AttackOutcome> attacks,
      List<LeftOut> leftOut) {
    return new DefenceOutcome(
        deployment.name(),
        deployment.settings(),
        clean,
        knownClean,
        FourFigures.of(clean, labels),
        attacks,
        unions(rule, labels, clean, knownClean, attacks),
        leftOut);
  }

  /**
   * The attack of an entry.
   *
   * @throws IllegalArgumentException if it was not made
   */
  public AttackOutcome attack(ProtocolEntry entry) {
    return attacks.stream()
        .filter(attack -> attack.entry().equals(entry))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    name + ": got attack " + entry.title() + ", which was not made"));
  }

  /**
   * How much an attack takes from the images that it was made on, by a rule: the number of images
   * that it breaks; for one draw, the sum of what it takes from the share of each.
   */
  public double broken(AttackOutcome attack, DeployedRule rule, int[] labels) {
    boolean seed = attack.entry().knowledge() == Knowledge.DEFENCE_AND_SEED;
    double[] before = rule.survival(seed ? knownClean : clean, labels);
    double[] after = rule.survival(attack.judgement(), labels);
    double taken =
        Arrays.stream(attack.skipped().others(labels.length))
            .mapToDouble(i -> before[i] - after[i])
            .sum();
    return Math.max(0, taken);
  }

  /**
   * What withstands all attacks of each budget.
   *
   * @param rule the deployed one
   * @param labels the true classes
   * @param clean the answers to the images as they are
   * @param knownClean the same in the draw that is known with the seed
   * @param attacks on them
   */
  public static List<UnionFigure> unions(
      DeployedRule rule,
      int[] labels,
      Judgement clean,
      Judgement knownClean,
      List<AttackOutcome> attacks) {
    Map<Budget, List<AttackOutcome>> fresh = new LinkedHashMap<>();
    Map<Budget, List<AttackOutcome>> known = new LinkedHashMap<>();
    for (AttackOutcome attack : attacks) {
      boolean seed = attack.entry().knowledge() == Knowledge.DEFENCE_AND_SEED;
      (seed ? known : fresh)
          .computeIfAbsent(attack.entry().budget(), budget -> new ArrayList<>())
          .add(attack);
    }
    List<UnionFigure> unions = new ArrayList<>();
    fresh.values().forEach(of -> unions.add(UnionFigure.of(rule, labels, clean, of)));
    known.values().forEach(of -> unions.add(UnionFigure.of(rule, labels, knownClean, of)));
    return unions;
  }

  /**
   * Checks that there is an answer to each image, that the figures are those of the answers, and
   * that no attack skipped an image but those that were given up before, whose answers it repeats.
   *
   * @throws IllegalArgumentException if not
   */
  public void requireConsistent(Protocol protocol, int[] labels) {
    DeployedRule rule = protocol.rule();
    requireEntries(protocol);
    requireImages("clean", clean, labels);
    requireImages("knownClean", knownClean, labels);
    requireSame("cleanFigures", FourFigures.of(clean, labels), cleanFigures);
    for (AttackOutcome attack : attacks) {
      String title = attack.entry().title();
      requireImages(title, attack.judgement(), labels);
      requireSame(title, FourFigures.of(attack.judgement(), labels), attack.figures());
    }
    requireSkipped(protocol, labels);
    List<UnionFigure> own = unions(rule, labels, clean, knownClean, attacks);
    if (own.size() != unions.size()) {
      throw new IllegalArgumentException(
          name
              + ": got "
              + unions.size()
              + " unions, must be the "
              + own.size()
              + " of its attacks");
    }
    for (int i = 0; i < own.size(); i++) {
      requireSame("union " + (i + 1), own.get(i).facts(), unions.get(i).facts());
    }
  }

  /** Each attack of the protocol was made, or left out with a reason, and no other was. */
  private void requireEntries(Protocol protocol) {
    List<ProtocolEntry> made = attacks.stream().map(AttackOutcome::entry).toList();
    List<ProtocolEntry> omitted = leftOut.stream().map(LeftOut::entry).toList();
    if (made.size() + omitted.size() != protocol.entries().size()) {
      throw new IllegalArgumentException(
          name
              + ": got "
              + made.size()
              + " attacks made and "
              + omitted.size()
              + " left out, must be the "
              + protocol.entries().size()
              + " of the protocol");
    }
    for (ProtocolEntry entry : protocol.entries()) {
      if (made.contains(entry) == omitted.contains(entry)) {
        throw new IllegalArgumentException(
            name
                + ": "
                + entry.title()
                + ": must be either made or left out, as the protocol has it");
      }
    }
  }

  private void requireSkipped(Protocol protocol, int[] labels) {
    GivenUpImages givenUp = new GivenUpImages(protocol, labels, clean, knownClean);
    Map<String, Judgement> earlier = new HashMap<>();
    for (AttackOutcome attack : attacks) {
      ProtocolEntry entry = attack.entry();
      boolean seed = entry.knowledge() == Knowledge.DEFENCE_AND_SEED;
      earlier.put(SkippedImages.CLEAN, seed ? knownClean : clean);
      SkippedImages skipped = givenUp.before(entry);
      if (!attack.skipped().equals(skipped)
          || !skipped.areRepeatedIn(attack.judgement(), earlier)) {
        throw new IllegalArgumentException(
            name
                + ", "
                + entry.title()
                + ": skipped: got images or answers that are not those which were given up before");
      }
      givenUp.after(entry, attack.judgement());
      earlier.put(entry.title(), attack.judgement());
    }
  }

  private void requireImages(String what, Judgement judgement, int[] labels) {
    if (judgement.images() != labels.length) {
      throw new IllegalArgumentException(
          name + ", " + what + ": got " + judgement.images() + " images, must be " + labels.length);
    }
  }

  private void requireSame(String what, Object computed, Object said) {
    if (!computed.equals(said)) {
      throw new IllegalArgumentException(
          name + ", " + what + ": got figures that are not those of the answers");
    }
  }
}
