package org.purify4j.cli.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.purify4j.protocol.AttackOutcome;
import org.purify4j.protocol.DefenceOutcome;
import org.purify4j.protocol.Judgement;
import org.purify4j.protocol.Knowledge;
import org.purify4j.protocol.claim.Claim;

/**
 * An image of which an attack takes much: one that is right as it is, and in the fewest draws right
 * after the attack.
 *
 * @param defence its name
 * @param index of the image in the claim
 * @param id of the image
 * @param label its true class
 * @param attack what changed it
 * @param clean what the defence answers to the image as it is
 * @param attacked what it answers after the attack
 */
record WorstExample(
    String defence,
    int index,
    long id,
    int label,
    AttackOutcome attack,
    Answer clean,
    Answer attacked) {
  /** Most taken first; then those on whose wrong class most draws agree. */
  private static final Comparator<WorstExample> WORST =
      Comparator.comparingDouble(WorstExample::taken)
          .thenComparingDouble(example -> example.attacked().shareOfWrongClass())
          .reversed()
          .thenComparingInt(WorstExample::index);

  /**
   * The answers to an image in all draws.
   *
   * @param draws how many
   * @param right how many of them give the true class
   * @param wrong the wrong class that most of the others give, the lowest of several; that of the
   *     image where all are right
   * @param agreeing how many give that one
   */
  record Answer(int draws, int right, int wrong, int agreeing) {
    static Answer of(Judgement judgement, int image, int label) {
      int[] classes = judgement.classes()[image];
      Map<Integer, Long> wrong =
          Arrays.stream(classes)
              .filter(answer -> answer != label)
              .boxed()
              .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
      int most =
          wrong.keySet().stream()
              .max(
                  Comparator.<Integer>comparingLong(answer -> wrong.getOrDefault(answer, 0L))
                      .thenComparing(Comparator.reverseOrder()))
              .orElse(label);
      int right = (int) Arrays.stream(classes).filter(answer -> answer == label).count();
      return new Answer(classes.length, right, most, wrong.getOrDefault(most, 0L).intValue());
    }

    double shareRight() {
      return (double) right / draws;
    }

    double shareOfWrongClass() {
      return (double) agreeing / draws;
    }
  }

  /** By how much the attack lowers the share of draws that are right. */
  double taken() {
    return clean.shareRight() - attacked.shareRight();
  }

  /**
   * The worst examples of a claim, defence by defence. Each image stands once for a defence, after
   * the attack that takes most of it. Blind attacks, and those that know the seed, are passed over
   * where there is another.
   *
   * @param most largest number of examples for each defence
   */
  static List<WorstExample> of(Claim claim, int most) {
    return claim.defences().stream()
        .flatMap(defence -> of(claim, defence).sorted(WORST).limit(most))
        .toList();
  }

  private static Stream<WorstExample> of(Claim claim, DefenceOutcome defence) {
    List<WorstExample> worst = new ArrayList<>();
    List<AttackOutcome> attacks = shown(defence);
    for (int i = 0; i < claim.labels().length; i++) {
      int image = i;
      attacks.stream()
          .map(attack -> example(claim, defence, attack, image))
          .min(WORST)
          .filter(example -> example.taken() > 0)
          .ifPresent(worst::add);
    }
    return worst.stream();
  }

  private static List<AttackOutcome> shown(DefenceOutcome defence) {
    Predicate<AttackOutcome> seed =
        attack -> attack.entry().knowledge() == Knowledge.DEFENCE_AND_SEED;
    Predicate<AttackOutcome> blind = attack -> attack.entry().knowledge().blind();
    return Stream.of(seed.or(blind).negate(), seed.negate())
        .map(which -> defence.attacks().stream().filter(which).toList())
        .filter(attacks -> !attacks.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  private static WorstExample example(
      Claim claim, DefenceOutcome defence, AttackOutcome attack, int image) {
    int label = claim.labels()[image];
    return new WorstExample(
        defence.name(),
        image,
        claim.ids()[image],
        label,
        attack,
        Answer.of(defence.clean(), image, label),
        Answer.of(attack.judgement(), image, label));
  }
}
