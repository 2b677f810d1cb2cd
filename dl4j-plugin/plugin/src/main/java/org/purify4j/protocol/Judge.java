package org.purify4j.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.purify4j.data.LabelledImages;
import org.purify4j.diffusion.array.BatchSlices;
import org.purify4j.diffusion.classifier.NoisyClassifier;
import org.purify4j.diffusion.classifier.Softmax;
import org.purify4j.diffusion.noise.Draw;
import org.purify4j.diffusion.vote.Ballot;
import org.purify4j.diffusion.vote.VoteRule;
import org.purify4j.evaluate.PredictedClasses;

/**
 * Asks a deployed classifier about images that are settled, in draws of its noise that no attacker
 * has seen: attacks ask in other ones.
 *
 * @param classifier the deployed one
 * @param draws how many
 */
public record Judge(NoisyClassifier classifier, int draws) {
  /** The judge of a deployment. */
  public static Judge of(Deployment deployment, int draws) {
    return new Judge(deployment.deployed(), draws);
  }

  /**
   * The same judge, watched.
   *
   * @param answers is told after each answer how many there were so far, each image counted
   */
  public Judge watched(LongConsumer answers) {
    return new Judge(
        new CountedClassifier(classifier, () -> 0, (queries, gradients) -> answers.accept(queries)),
        draws);
  }

  /**
   * Has images classified in the draws that count against an attacker.
   *
   * @param knowledge what it knows
   * @param batchSize how many are asked about at once
   */
  public Judgement judge(Knowledge knowledge, LabelledImages images, int batchSize) {
    BatchSlices slices = new BatchSlices(images.size(), batchSize);
    return IntStream.range(0, slices.count())
        .mapToObj(b -> images.slice(slices.from(b), slices.to(b)))
        .map(batch -> knowledge == Knowledge.DEFENCE_AND_SEED ? known(batch) : fresh(batch))
        .reduce(Judgement::plus)
        .orElseThrow();
  }

  /** Has a batch classified in draws 1 to N; a classifier without noise is asked once. */
  Judgement fresh(LabelledImages batch) {
    return judgement(batch, Deployment.KNOWN_DRAW + 1, classifier.dependsOnDraw() ? draws : 1);
  }

  /** Has a batch classified in the draw that an attacker knows who knows the seed. */
  Judgement known(LabelledImages batch) {
    return judgement(batch, Deployment.KNOWN_DRAW, 1);
  }

  private Judgement judgement(LabelledImages batch, long first, int count) {
    int n = batch.size();
    int[][] classes = new int[n][count];
    List<Ballot> majorities = new ArrayList<>();
    List<Ballot> means = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      majorities.add(new Ballot(VoteRule.MAJORITY));
      means.add(new Ballot(VoteRule.MEAN_PROBABILITY));
    }
    Draw draw = Draw.of(batch.ids());
    for (int d = 0; d < count; d++) {
      INDArray logits = classifier.logits(batch.images(), draw.withIndex(first + d));
      int[] answer = PredictedClasses.of(logits);
      double[][] rows = Softmax.rows(logits);
      for (int i = 0; i < n; i++) {
        classes[i][d] = answer[i];
        majorities.get(i).add(rows[i]);
        means.get(i).add(rows[i]);
      }
    }
    return new Judgement(classes, winners(majorities), winners(means));
  }

  private static int[] winners(List<Ballot> ballots) {
    return ballots.stream().mapToInt(ballot -> Softmax.largest(ballot.logits())).toArray();
  }
}
