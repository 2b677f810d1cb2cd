package org.purify4j.protocol.claim;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.data.LabelledImages;
import org.purify4j.diffusion.array.Rows;
import org.purify4j.evaluate.EvaluationProgress;
import org.purify4j.protocol.AttackOutcome;
import org.purify4j.protocol.DefenceOutcome;
import org.purify4j.protocol.DeployedRule;
import org.purify4j.protocol.Deployment;
import org.purify4j.protocol.Examined;
import org.purify4j.protocol.FourFigures;
import org.purify4j.protocol.Judge;
import org.purify4j.protocol.Judgement;
import org.purify4j.protocol.Knowledge;
import org.purify4j.protocol.ProtocolResult;
import org.purify4j.protocol.ProtocolRun;
import org.purify4j.protocol.SkippedImages;
import org.purify4j.protocol.UnionFigure;

/**
 * Checks a claim: its stored images are judged again, in the draws of the claim, which must repeat,
 * and in fresh ones, which must give the claimed accuracy.
 *
 * @param claim what is claimed
 * @param images the adversarial images, as {@link ClaimFile#images} gives them
 * @param data the clean images
 */
public record Replay(Claim claim, Map<String, INDArray> images, LabelledImages data) {
  /** What a union is called among figures. */
  private static final String UNION = "union of ";

  /**
   * Checks that the data is what the claim is about.
   *
   * @throws IllegalArgumentException if ids or labels differ
   */
  public Replay {
    if (!Arrays.equals(claim.ids(), data.ids()) || !Arrays.equals(claim.labels(), data.labels())) {
      throw new IllegalArgumentException(
          "data: got images of other ids or labels, must be the "
              + claim.labels().length
              + " of the claim");
    }
  }

  /**
   * One set of images of a defence.
   *
   * @param name what they are
   * @param knowledge of whoever attacked them
   * @param images all of them
   * @param skipped those that are copies of earlier ones, which are judged once
   * @param stored the answers in the claim
   */
  private record Case(
      String name,
      Knowledge knowledge,
      LabelledImages images,
      SkippedImages skipped,
      Judgement stored) {
    /** Whether there are no fresh draws: without noise, or where the attacker knows the draw. */
    boolean settled() {
      return stored.draws() == 1;
    }

    int[] judged() {
      return skipped.others(images.size());
    }
  }

  /**
   * Judges the stored images of a defence.
   *
   * @param stored what was deployed, with the noise of the claim
   * @param fresh the same with other noise
   * @param progress is told how many of the {@link #answers} there are
   */
  public List<ReplayedFigure> judge(
      Deployment stored, Deployment fresh, EvaluationProgress progress) {
    DefenceOutcome outcome = claim.defence(stored.name());
    DeployedRule rule = claim.protocol().rule();
    List<ReplayedFigure> figures = new ArrayList<>();
    List<Judgement> again = new ArrayList<>();
    Rejudging inStored = new Rejudging(stored);
    Rejudging inFresh = new Rejudging(fresh);
    long total = answers(stored.name());
    long done = 0;
    for (Case one : cases(outcome)) {
      long before = done;
      LongConsumer answered =
          count -> progress.advanced(before + count, total, outcome.name() + ", " + one.name());
      Judgement repeated = inStored.judge(one, answered);
      long once = answers(one);
      Judgement now =
          one.settled() ? repeated : inFresh.judge(one, count -> answered.accept(once + count));
      done += one.settled() ? once : 2 * once;
      again.add(now);
      figures.add(
          new ReplayedFigure(
              outcome.name(),
              one.name(),
              accuracy(rule, one.stored()),
              Math.toIntExact(once),
              equalAnswers(one, repeated),
              accuracy(rule, now),
              DrawNoise.tolerance(rule, one.stored(), claim.labels())));
    }
    figures.addAll(unions(outcome, again));
    return figures;
  }

  /**
   * How many answers {@link #judge} asks for.
   *
   * @param defence its name
   */
  public long answers(String defence) {
    return cases(claim.defence(defence)).stream()
        .mapToLong(one -> answers(one) * (one.settled() ? 1 : 2))
        .sum();
  }

  private static long answers(Case one) {
    return (long) one.judged().length * one.stored().draws();
  }

  private List<Case> cases(DefenceOutcome outcome) {
    List<Case> cases = new ArrayList<>();
    cases.add(
        new Case(
            SkippedImages.CLEAN, Knowledge.DEFENCE, data, SkippedImages.NONE, outcome.clean()));
    for (AttackOutcome attack : outcome.attacks()) {
      LabelledImages attacked =
          new LabelledImages(named(attack.images(), images), data.labels(), data.ids());
      Knowledge knowledge = attack.entry().knowledge();
      cases.add(
          new Case(
              attack.entry().title(),
              knowledge,
              attacked,
              knowledge == Knowledge.DEFENCE_AND_SEED ? SkippedImages.NONE : attack.skipped(),
              attack.judgement()));
    }
    return cases;
  }

  private static INDArray named(String name, Map<String, INDArray> images) {
    INDArray found = images.get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "images: got no " + name + ", must be those of all attacks: " + images.keySet());
    }
    return found;
  }

  /** Judges one case after another, and no image twice. */
  private final class Rejudging {
    private final Deployment deployment;
    private final Map<String, Judgement> done = new HashMap<>();

    Rejudging(Deployment deployment) {
      this.deployment = deployment;
    }

    Judgement judge(Case one, LongConsumer answered) {
      int[] rows = one.judged();
      Optional<Judgement> own =
          rows.length == 0
              ? Optional.empty()
              : Optional.of(
                  Judge.of(deployment, claim.protocol().draws())
                      .watched(answered)
                      .judge(
                          one.knowledge(),
                          one.images().select(rows),
                          claim.settings().batchSize()));
      Judgement all = one.skipped().completed(own, this::done, one.images().size());
      done.put(one.name(), all);
      return all;
    }

    private Judgement done(String source) {
      Judgement judgement = done.get(source);
      if (judgement == null) {
        throw new IllegalArgumentException(source + ": must be judged before what it gave up");
      }
      return judgement;
    }
  }

  private double accuracy(DeployedRule rule, Judgement judgement) {
    return FourFigures.of(judgement, claim.labels()).of(rule).estimate();
  }

  private static int equalAnswers(Case one, Judgement repeated) {
    int[][] stored = one.stored().classes();
    return IntStream.of(one.judged())
        .map(
            i ->
                (int)
                    IntStream.range(0, stored[i].length)
                        .filter(d -> stored[i][d] == repeated.classes()[i][d])
                        .count())
        .sum();
  }

  /**
   * The unions in fresh draws; those of attackers who know the seed have none.
   *
   * @param again the answers to the clean images, then to those of each attack
   */
  private List<ReplayedFigure> unions(DefenceOutcome outcome, List<Judgement> again) {
    List<AttackOutcome> now = new ArrayList<>();
    for (int a = 0; a < outcome.attacks().size(); a++) {
      now.add(outcome.attacks().get(a).withJudgement(again.get(a + 1), claim.labels()));
    }
    DeployedRule rule = claim.protocol().rule();
    List<UnionFigure> fresh =
        DefenceOutcome.unions(rule, claim.labels(), again.get(0), outcome.knownClean(), now);
    List<ReplayedFigure> figures = new ArrayList<>();
    for (int u = 0; u < fresh.size(); u++) {
      UnionFigure claimed = outcome.unions().get(u);
      if (claimed.knowledge() != Knowledge.DEFENCE_AND_SEED) {
        double tolerance =
            outcome.attacks().stream()
                .filter(attack -> claimed.holds(attack.entry()))
                .mapToDouble(a -> DrawNoise.tolerance(rule, a.judgement(), claim.labels()))
                .max()
                .orElseThrow();
        figures.add(
            new ReplayedFigure(
                outcome.name(),
                UNION + claimed.title(),
                claimed.accuracy().estimate(),
                0,
                0,
                fresh.get(u).accuracy().estimate(),
                tolerance));
      }
    }
    return figures;
  }

  /**
   * Makes the attacks of the claim again.
   *
   * @param deployments what was deployed, with the noise of the claim, in its order
   * @param progress told how much of the work is done
   */
  public List<RepeatedAttack> attackAgain(List<Deployment> deployments, EvaluationProgress progress)
      throws IOException {
    ProtocolRun run =
        ProtocolRun.of(
            claim.protocol().withExamined(Examined.NOTHING),
            data,
            claim.settings(),
            Optional.empty(),
            deployments);
    ProtocolResult result = run.run(run.estimate(), progress);
    DeployedRule rule = claim.protocol().rule();
    List<RepeatedAttack> attacks = new ArrayList<>();
    for (DefenceOutcome again : result.defences()) {
      for (AttackOutcome attack : again.attacks()) {
        AttackOutcome claimed = claim.defence(again.name()).attack(attack.entry());
        attacks.add(
            new RepeatedAttack(
                again.name(),
                attack.entry().title(),
                data.size(),
                same(named(claimed.images(), images), named(attack.images(), result.images())),
                claimed.figures().of(rule).estimate(),
                attack.figures().of(rule).estimate(),
                DrawNoise.tolerance(rule, claimed.judgement(), claim.labels())));
      }
    }
    return attacks;
  }

  private static int same(INDArray images, INDArray others) {
    int n = (int) images.size(0);
    return (int)
        IntStream.range(0, n)
            .filter(i -> Rows.of(images, i, i + 1L).equalsWithEps(Rows.of(others, i, i + 1L), 0))
            .count();
  }
}
